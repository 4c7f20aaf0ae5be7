//! A browser with one person in front of it, who looks, waits, clicks and types.
//!
//! What they look at is named by a path of CSS selectors with `>>` between them: each is looked for anywhere inside of what the one
//! before found, shadow roots included. `{words}` behind a selector wants an element that says these words. Only what can be seen
//! is found.

use fantoccini::elements::{Element, ElementRef};
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long something may take to show, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(40);

const FIND: &str = r"
    const [path] = arguments;
    const deep = function* (root) {
        for (const element of root.querySelectorAll('*')) {
            yield element;
            if (element.shadowRoot) yield* deep(element.shadowRoot);
        }
    };
    const inside = function* (element) {
        if (element.shadowRoot) yield* deep(element.shadowRoot);
        yield* deep(element);
    };
    const said = (element) => `${element.innerText ?? element.textContent} ${element.ariaLabel ?? ''}`;
    let found = [document];
    for (const step of path.split(' >> ')) {
        const [, selector, words] = /^(.*?)(?:\{(.*)\})?$/.exec(step);
        const next = new Set();
        for (const element of found) {
            for (const each of element === document ? deep(document) : inside(element)) {
                if (each.matches(selector) && each.checkVisibility() && (!words || said(each).includes(words))) next.add(each);
            }
        }
        found = [...next];
    }
";

/// One person's browser: no cookie or memory is shared with another.
pub struct Browser {
    pub name: &'static str,
    client: Client,
    site: String,
    _profile: TempDir,
}

impl Browser {
    pub async fn open(chromedriver: &str, site: &str, name: &'static str) -> Browser {
        let profile = tempfile::tempdir().expect("a folder");
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            "--lang=en-GB",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let options = json!({"args": arguments, "prefs": {"intl.accept_languages": "en-GB,en"}});
        let capabilities = Map::from_iter([("goog:chromeOptions".to_owned(), options)]);
        let client = ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(chromedriver).await.expect("a browser");
        Browser { name, client, site: site.to_owned(), _profile: profile }
    }

    pub async fn go(&self, path: &str) {
        self.client.goto(&format!("{}{path}", self.site)).await.expect("the page");
    }

    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page");
    }

    /// Where the browser is: path and query.
    pub async fn place(&self) -> String {
        let url = self.client.current_url().await.expect("an address");
        url.as_str().trim_start_matches(&self.site).to_owned()
    }

    /// Opens one more tab, does something in it, and comes back.
    pub async fn beside<T>(&self, path: &str, what: impl AsyncFnOnce(&Browser) -> T) -> T {
        let here = self.client.window().await.expect("a window");
        let tab = self.client.new_window(true).await.expect("a tab");
        self.client.switch_to_window(tab.handle).await.expect("the tab");
        self.go(path).await;
        let result = what(self).await;
        self.client.close_window().await.expect("the tab closes");
        self.client.switch_to_window(here).await.expect("the first window");
        result
    }

    /// Waits until it shows.
    pub async fn see(&self, path: &str) -> Element {
        self.until(path, async || self.find(path).await.map(|found| found.into_iter().next())).await
    }

    /// Waits until it is not there any more.
    pub async fn see_gone(&self, path: &str) {
        self.until(&format!("no {path}"), async || Ok(self.find(path).await?.is_empty().then_some(()))).await;
    }

    /// Waits until there are that many.
    pub async fn see_many(&self, path: &str, count: usize) {
        self.until(&format!("{count} × {path}"), async || Ok((self.find(path).await?.len() == count).then_some(()))).await;
    }

    /// How many can be seen now.
    pub async fn count(&self, path: &str) -> usize {
        self.until(path, async || self.find(path).await.map(|found| Some(found.len()))).await
    }

    /// What each of them says, from top to bottom.
    pub async fn read_all(&self, path: &str) -> Vec<String> {
        let script = format!("{FIND} return found.map((element) => element.innerText);");
        let texts = self.client.execute(&script, vec![path.into()]).await.expect("texts");
        serde_json::from_value(texts).expect("texts")
    }

    /// Every text that can be seen, those of shadow roots included, which the body does not know of.
    async fn all_that_it_says(&self) -> String {
        let script = format!(
            "{FIND} const texts = (element) => element.checkVisibility()
                ? [...element.childNodes].filter(({{nodeType}}) => nodeType === Node.TEXT_NODE).map(({{data}}) => data.trim()) : [];
            return [...deep(document)].flatMap(texts).filter(Boolean).join('\\n');"
        );
        let said = self.client.execute(&script, vec!["body".into()]).await.expect("texts");
        said.as_str().unwrap_or_default().to_owned()
    }

    pub async fn read(&self, path: &str) -> String {
        self.see(path).await;
        self.read_all(path).await.swap_remove(0)
    }

    /// A property of what is seen, such as an `href`.
    pub async fn property(&self, path: &str, name: &str) -> String {
        let element = self.see(path).await;
        element.prop(name).await.expect("a property").unwrap_or_default()
    }

    /// Clicks it as soon as that can be done.
    pub async fn click(&self, path: &str) {
        self.until(&format!("click on {path}"), async || {
            let Some(element) = self.find(path).await?.into_iter().next() else { return Ok(None) };
            if !element.is_enabled().await? {
                return Ok(None);
            }
            element.click().await.map(Some)
        })
        .await;
    }

    /// Types at the end of what stands in a field.
    pub async fn add(&self, path: &str, text: &str) {
        self.until(&format!("type into {path}"), async || {
            let Some(field) = self.find(path).await?.into_iter().next() else { return Ok(None) };
            field.send_keys(text).await.map(Some)
        })
        .await;
    }

    /// Types into an empty field.
    pub async fn fill(&self, path: &str, text: &str) {
        let field = self.see(path).await;
        field.clear().await.expect("a field that can be emptied");
        self.add(path, text).await;
    }

    pub async fn press(&self, path: &str, key: Key) {
        self.add(path, &char::from(key).to_string()).await;
    }

    pub async fn close(self) {
        self.client.close().await.expect("the browser closes");
    }

    async fn find(&self, path: &str) -> Result<Vec<Element>, CmdError> {
        let found = self.client.execute(&format!("{FIND} return found;"), vec![path.into()]).await?;
        let ids = found.as_array().into_iter().flatten().filter_map(|element| element.as_object()?.values().next().and_then(Value::as_str));
        Ok(ids.map(|id| Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()))).collect())
    }

    /// Tries until there is something. What is in the way now, or was just replaced by a newer one, is no failure yet.
    async fn until<T>(&self, wanted: &str, attempt: impl AsyncFn() -> Result<Option<T>, CmdError>) -> T {
        let begun = Instant::now();
        loop {
            let problem = match attempt().await {
                Ok(Some(found)) => return found,
                Ok(None) => None,
                Err(error) => Some(error),
            };
            if begun.elapsed() > PATIENCE {
                let screen = self.all_that_it_says().await;
                let problem = problem.map(|problem| format!(" ({problem})")).unwrap_or_default();
                panic!("{} waits in vain for {wanted}{problem} at {}; the page says: {screen}", self.name, self.place().await);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}
