//! Every email and SMS renders in both languages, whatever is missing, and says what it must.

#![allow(clippy::panic, clippy::unwrap_used)]

use minijinja::{Environment, Value, path_loader};
use serde_json::json;

const EMAILS: [&str; 11] = [
    "order_confirmed",
    "order_later",
    "order_cancelled",
    "order_backordered",
    "ready_for_pickup",
    "shipped",
    "collected",
    "pickup_expired",
    "delivered",
    "prove_email",
    "message",
];

const LANGUAGES: [&str; 2] = ["fr", "en"];

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_loader(path_loader(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")));
    environment
}

fn render(name: &str, context: &serde_json::Value) -> String {
    let environment = environment();
    let template = environment.get_template(name).unwrap_or_else(|error| panic!("{name}: {error:#}"));
    template.render(Value::from_serialize(context)).unwrap_or_else(|error| panic!("{name}: {error:#}"))
}

fn full(language: &str) -> serde_json::Value {
    let fr = language == "fr";
    let lines = json!([
        {"title": "Housse de couette Alba en lin lavé — 240 × 220 / Sauge", "quantity": 1, "total": "199,00 €"},
        {"title": "Bougie parfumée Figuier <190 g>", "quantity": 2, "total": "70,00 €"}
    ]);
    json!({
        "shop": {"name": "Maison Véra", "phone": "+33199004827", "url": "https://maison-vera.example/"},
        "customer": {"name": "Élodie Girard"},
        "order": {
            "number": "4827-193-605", "total": "269,00 €", "lines": lines, "tracking_url": "/track/4827-193-605/k3JxQ9mZ2tVwk3JxQ9mZ2t",
            "expected_day": if fr { "mercredi 25 novembre" } else { "Wednesday 25 November" },
            "delivery": {"method": "pickup", "node_name": "Lyon Bellecour"}
        },
        "fulfillment": {"node_name": "Lyon Bellecour", "lines": lines, "carrier": "Colissimo", "tracking_number": "6A20481937465"},
        "store": {"name": "Lyon Bellecour", "street": "14 rue Émile-Zola", "postcode": "69002", "city": "Lyon", "hours_today": "10:00-19:00", "phone": "+33465710269"},
        "pickup": {"code": "482913", "until": if fr { "samedi 18\u{a0}h" } else { "Saturday 18:00" }},
        "delay": {"told_day": if fr { "mardi 24 novembre" } else { "Tuesday 24 November" }, "is_part": false, "lines": [lines[1]]},
        "code": "730164",
        "text": "Bonjour Élodie,\n\nLe modèle <b>Sauge</b> est arrivé ce matin.\nJe vous en garde un ?",
        "from_name": "Camille"
    })
}

/// What the callers may leave out, in the ways they may.
fn poor() -> [serde_json::Value; 3] {
    [
        json!({}),
        json!({"shop": null, "customer": null, "order": null, "fulfillment": null, "store": null, "pickup": null, "code": null, "text": null, "from_name": null}),
        json!({
            "shop": {"name": "Maison Véra", "phone": null, "url": null}, "customer": {"name": null},
            "order": {"number": "4827-193-605", "total": null, "tracking_url": null, "lines": [{"title": "Mug", "quantity": 1, "total": null}],
                      "delivery": {"method": "ship", "address": {"name": null, "street": null, "postcode": null, "city": null}, "node_name": null}},
            "fulfillment": {"node_name": null, "carrier": null, "tracking_number": null, "lines": []},
            "store": {"name": null, "street": null, "hours_today": null}, "pickup": {"code": null, "until": null}
        }),
    ]
}

fn sms_names() -> impl Iterator<Item = &'static str> {
    EMAILS.into_iter().filter(|name| *name != "prove_email")
}

#[test]
fn every_message_renders_whatever_is_missing() {
    for language in LANGUAGES {
        for context in poor() {
            let emails = EMAILS.iter().flat_map(|name| ["html", "txt"].map(|kind| format!("email/{language}/{name}.{kind}")));
            for name in emails.chain(sms_names().map(|name| format!("sms/{language}/{name}.txt"))) {
                let text = render(&name, &context);
                let words = ["display:none", "text-decoration:none"].iter().fold(text, |text, style| text.replace(style, ""));
                assert!(!words.contains("none") && !words.contains("null"), "{name} shows a missing value: {words}");
            }
        }
    }
}

#[test]
fn the_first_line_of_the_text_is_the_subject_and_answers_the_question() {
    for language in LANGUAGES {
        for name in EMAILS {
            let text = render(&format!("email/{language}/{name}.txt"), &full(language));
            let (subject, body) = text.split_once('\n').expect("a body below the subject");
            let subject = subject.strip_prefix("Subject: ").expect("a subject");
            assert!(subject.len() > 10 && subject.chars().count() <= 90, "{name}: {subject}");
            assert!(body.starts_with('\n') && !body.contains("\n\n\n"), "{name}: {body:?}");
        }
    }
    let subject = |language, name| render(&format!("email/{language}/{name}.txt"), &full(language)).lines().next().map(str::to_owned);
    assert_eq!(
        subject("fr", "ready_for_pickup").as_deref(),
        Some("Subject: Prête à Lyon Bellecour jusqu’à samedi 18\u{a0}h — commande 4827-193-605")
    );
    assert_eq!(
        subject("en", "ready_for_pickup").as_deref(),
        Some("Subject: Ready at Lyon Bellecour until Saturday 18:00 — order 4827-193-605")
    );
}

/// `full`, packed elsewhere and sent to this counter.
fn sent_to(method: &str, counter: &str, language: &str) -> serde_json::Value {
    let mut context = full(language);
    for path in ["/order/delivery/node_name", "/store/name", "/fulfillment/sent_to"] {
        let (parent, key) = path.rsplit_once('/').unwrap();
        context.pointer_mut(parent).unwrap()[key] = json!(counter);
    }
    context["order"]["delivery"]["method"] = json!(method);
    context["fulfillment"]["node_name"] = json!("Entrepôt Lyon Chesnes");
    context
}

#[test]
fn a_confirmation_says_by_when() {
    for (language, day, home, there) in [
        ("fr", "mercredi 25 novembre", "chez vous au plus tard mercredi 25 novembre", "y être mercredi 25 novembre"),
        ("en", "Wednesday 25 November", "with you by Wednesday 25 November", "be there on Wednesday 25 November"),
    ] {
        for kind in ["html", "txt"] {
            let says = |method: &str| {
                let mut context = sent_to(method, "Lyon Bellecour", language);
                context["order"]["expected_day"] = json!(day);
                render(&format!("email/{language}/order_confirmed.{kind}"), &context)
            };
            assert!(says("ship").contains(home) && says("pickup").contains(there), "{language} {kind}: {}", says("pickup"));
        }
    }
}

#[test]
fn a_delay_is_told_with_the_new_day_and_the_old_one() {
    let told = |name: &str, method: &str, language: &str, delay: serde_json::Value| {
        let mut context = sent_to(method, "Lyon Bellecour", language);
        context["delay"].as_object_mut().unwrap().extend(delay.as_object().unwrap().clone());
        render(&format!("{name}/{language}/order_later.txt"), &context)
    };
    let parcel = told("email", "ship", "fr", json!({}));
    assert!(parcel.starts_with("Subject: Commande 4827-193-605 : plus tard que prévu — mercredi 25 novembre\n"), "{parcel}");
    assert!(parcel.contains("chez vous au plus tard mercredi 25 novembre, et non mardi 24 novembre."), "{parcel}");
    assert!(parcel.contains("Total 269,00 €") && parcel.contains("vous pouvez l’annuler"), "{parcel}");
    let pickup = told("email", "pickup", "en", json!({}));
    assert!(pickup.contains("waiting for you at Lyon Bellecour on Wednesday 25 November, not Tuesday 24 November."), "{pickup}");
    let same_day = told("email", "ship", "fr", json!({"told_day": "mercredi 25 novembre"}));
    assert!(same_day.contains("au plus tard mercredi 25 novembre. Nous"), "{same_day}");
    let part = told("email", "pickup", "en", json!({"is_part": true}));
    assert!(part.starts_with("Subject: Order 4827-193-605: a part comes later than we said — Wednesday 25 November\n"), "{part}");
    assert!(part.contains("For a part of your order") && !part.contains("Total") && !part.contains("cancel"), "{part}");
    assert!(part.contains("Figuier") && !part.contains("Housse"), "only what is late: {part}");
    for language in LANGUAGES {
        let sms = told("sms", "pickup", language, json!({"is_part": true}));
        assert!(sms.chars().count() <= 160 && sms.contains("part"), "{sms}");
    }
}

#[test]
fn what_goes_on_is_not_said_to_be_cancelled() {
    for (language, rest, all) in [
        ("fr", "Le reste de votre commande 4827-193-605 est annulé", "Votre commande 4827-193-605 est annulée"),
        ("en", "The rest of your order 4827-193-605 is cancelled", "Your order 4827-193-605 is cancelled"),
    ] {
        let mut context = full(language);
        let subject = |context: &serde_json::Value| {
            render(&format!("email/{language}/order_cancelled.txt"), context).lines().next().unwrap().to_owned()
        };
        assert_eq!(subject(&context), format!("Subject: {all}"));
        context["rest"] = json!({"lines": [context["order"]["lines"][1]]});
        assert_eq!(subject(&context), format!("Subject: {rest}"));
        let text = render(&format!("email/{language}/order_cancelled.html"), &context);
        assert!(text.contains("Figuier") && !text.contains("Housse"), "{text}");
        assert!(!render(&format!("sms/{language}/order_cancelled.txt"), &context).contains("sent"));
    }
}

#[test]
fn august_fits_into_the_seven_bit_alphabet() {
    let mut context = full("fr");
    context["order"]["expected_day"] = json!("mercredi 25 août");
    assert!(render("sms/fr/order_later.txt", &context).contains("mercredi 25 aout"));
    context["text"] = json!("C’est sûr !");
    assert!(render("sms/fr/message.txt", &context).contains("sûr"), "what staff write stays theirs");
}

#[test]
fn what_is_sent_to_a_counter_says_where_it_goes_and_that_one_need_not_come_yet() {
    let subject =
        |language: &str, name: &str, context| render(&format!("email/{language}/{name}.txt"), context).lines().next().map(str::to_owned);
    let store = sent_to("pickup", "Lyon Bellecour", "en");
    assert_eq!(subject("en", "shipped", &store).as_deref(), Some("Subject: Your order 4827-193-605 is on its way to Lyon Bellecour"));
    let relay = sent_to("relay_point", "Relais Presse Croix-Rousse", "fr");
    assert_eq!(
        subject("fr", "shipped", &relay).as_deref(),
        Some("Subject: Votre commande 4827-193-605 est en route vers le Relais Presse Croix-Rousse")
    );
    assert_eq!(
        subject("fr", "ready_for_pickup", &relay).as_deref(),
        Some("Subject: Prête au Relais Presse Croix-Rousse jusqu’à samedi 18\u{a0}h — commande 4827-193-605")
    );
    for (language, not_yet, at_the_relay_point) in
        [("fr", "Ne vous déplacez pas encore", "au point relais"), ("en", "do not set out yet", "at the relay point")]
    {
        for kind in ["html", "txt"] {
            let context = sent_to("relay_point", "Relais Presse Croix-Rousse", language);
            let text = render(&format!("email/{language}/shipped.{kind}"), &context);
            assert!(
                text.contains(not_yet) && text.contains("14 rue Émile-Zola") && !text.contains("6A20481937465"),
                "{language} {kind}: {text}"
            );
            let ready = render(&format!("email/{language}/ready_for_pickup.{kind}"), &context);
            assert!(ready.contains(at_the_relay_point), "{language} {kind}: {ready}");
            for name in ["order_confirmed", "shipped", "ready_for_pickup", "collected", "delivered", "pickup_expired"] {
                let text = render(&format!("email/{language}/{name}.{kind}"), &context);
                assert!(!text.contains("Chesnes"), "{language} {name}.{kind} tells who packed it: {text}");
            }
        }
        for name in sms_names().filter(|name| *name != "message") {
            let text = render(&format!("sms/{language}/{name}.txt"), &sent_to("relay_point", "Relais Presse Croix-Rousse", language));
            assert!(text.chars().count() <= 160 && !text.contains("Chesnes"), "{language} {name}: {text}");
        }
    }
}

#[test]
fn a_pickup_email_has_all_that_is_needed_at_the_counter() {
    for language in LANGUAGES {
        for kind in ["html", "txt"] {
            let text = render(&format!("email/{language}/ready_for_pickup.{kind}"), &full(language));
            for needed in ["482913", "Lyon Bellecour", "10:00-19:00", "69002 Lyon", "+33 4 65 71 02 69", "Housse de couette"] {
                assert!(text.contains(needed), "{language} {kind} lacks {needed}");
            }
        }
        let html = render(&format!("email/{language}/ready_for_pickup.html"), &full(language));
        assert!(html.contains("src=\"cid:qr\""));
        assert!(
            html.contains("https:&#x2f;&#x2f;maison-vera.example&#x2f;track&#x2f;4827-193-605"),
            "a tracking path gets the shop's site"
        );
    }
}

#[test]
fn nothing_that_people_wrote_becomes_markup() {
    for language in LANGUAGES {
        let message = render(&format!("email/{language}/message.html"), &full(language));
        assert!(!message.contains("<b>") && message.contains("&lt;b&gt;Sauge"));
        assert!(message.contains("ce matin.<br>Je vous"));
        let ready = render(&format!("email/{language}/ready_for_pickup.html"), &full(language));
        assert!(!ready.contains("<190") && ready.contains("&lt;190 g&gt;"));
        let text = render(&format!("email/{language}/message.txt"), &full(language));
        assert!(text.contains("<b>Sauge</b>"), "plain text stays as it was written");
    }
}

#[test]
fn an_sms_fits_into_one_message_of_the_seven_bit_alphabet() {
    const SEVEN_BIT: &str =
        "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    for language in LANGUAGES {
        for name in sms_names().filter(|name| *name != "message") {
            let text = render(&format!("sms/{language}/{name}.txt"), &full(language));
            assert!(text.chars().count() <= 160, "{language} {name}: {}: {text}", text.chars().count());
            assert_eq!(text.chars().find(|&c| !SEVEN_BIT.contains(c)), None, "{language} {name}: {text}");
            assert_eq!(text.trim(), text);
        }
    }
}
