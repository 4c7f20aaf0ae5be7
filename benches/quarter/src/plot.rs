//! The plot: what an order costs under each strategy, part by part, and how much of the gap each closes, seed by seed.

use crate::figures::Figure;
use crate::report::Report;
use crate::strategies::{MYOPIC, NEAREST};
use std::fmt::Write;

const LEFT: f64 = 210.0;
const WIDTH: f64 = 560.0;
const ROW: f64 = 30.0;
const COLOURS: [&str; 7] = ["#4e79a7", "#76b7b2", "#e15759", "#59a14f", "#b07aa1", "#f28e2b", "#bab0ac"];

pub fn svg(report: &Report) -> String {
    let names = report.names();
    let rows = names.len() as f64 + 1.0;
    let gap_top = 75.0 + rows * ROW + 45.0;
    let height = gap_top + (rows - 2.0) * ROW + 45.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
        LEFT + WIDTH + 80.0
    );
    costs(&mut out, report, &names);
    gaps(&mut out, report, &names, gap_top);
    out.push_str("</svg>\n");
    out
}

fn text(out: &mut String, x: f64, y: f64, anchor: &str, weight: &str, words: &str) {
    let _ = writeln!(out, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" font-weight=\"{weight}\">{words}</text>");
}

/// Stacked bars, with a line where nobody can get below.
fn costs(out: &mut String, report: &Report, names: &[&str]) {
    text(out, 10.0, 24.0, "start", "bold", "Cost per order, € (mean over seeds)");
    let part = |name: &str, n: usize| report.over(name, |_, of| of.bill.parts()[n].1 as f64 / 100.0 / of.orders()).mean;
    let total = |name: &str| (0..COLOURS.len()).map(|n| part(name, n)).sum::<f64>();
    let most = names.iter().map(|name| total(name)).fold(1.0, f64::max);
    let scale = WIDTH / most;
    let parts: Vec<&str> =
        report.quarters.iter().flat_map(|quarter| &quarter.results).take(1).flat_map(|of| of.bill.parts()).map(|part| part.0).collect();
    let mut x = 10.0;
    for (part, colour) in parts.iter().zip(COLOURS) {
        let _ = writeln!(out, "<rect x=\"{x:.1}\" y=\"42\" width=\"12\" height=\"12\" fill=\"{colour}\"/>");
        text(out, x + 17.0, 53.0, "start", "normal", part);
        x += 40.0 + 7.0 * part.len() as f64;
    }
    for (n, name) in names.iter().enumerate() {
        let y = 75.0 + n as f64 * ROW;
        text(out, LEFT - 10.0, y + 15.0, "end", "normal", name);
        let mut x = LEFT;
        for (part_number, colour) in COLOURS.iter().enumerate() {
            let width = part(name, part_number) * scale;
            let _ = writeln!(out, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"20\" fill=\"{colour}\"/>");
            x += width;
        }
        text(out, x + 6.0, y + 15.0, "start", "normal", &format!("{:.2}", total(name)));
    }
    let (bound, bottom) = (LEFT + report.bound().mean / 100.0 * scale, 75.0 + names.len() as f64 * ROW);
    let _ =
        writeln!(out, "<line x1=\"{bound:.1}\" y1=\"68\" x2=\"{bound:.1}\" y2=\"{bottom:.1}\" stroke=\"#000\" stroke-dasharray=\"4 3\"/>");
    text(out, bound, bottom + 15.0, "middle", "normal", &format!("clairvoyant: at least {:.2}", report.bound().mean / 100.0));
}

/// A dot for each seed, a stroke at the mean.
fn gaps(out: &mut String, report: &Report, names: &[&str], top: f64) {
    text(out, 10.0, top, "start", "bold", "Gap to the clairvoyant closed, % (a dot for each seed)");
    let _ = writeln!(out, "<circle cx=\"420\" cy=\"{:.1}\" r=\"4\" fill=\"#4e79a7\"/>", top - 4.0);
    text(out, 430.0, top, "start", "normal", "from nearest-first");
    let _ = writeln!(out, "<circle cx=\"570\" cy=\"{:.1}\" r=\"4\" fill=\"#f28e2b\"/>", top - 4.0);
    text(out, 580.0, top, "start", "normal", "from least cost now");
    let at = |percent: f64| LEFT + WIDTH * percent.clamp(0.0, 100.0) / 100.0;
    let bottom = top + 15.0 + (names.len() as f64 - 1.0) * ROW;
    for percent in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let x = at(percent);
        let _ = writeln!(out, "<line x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{bottom:.1}\" stroke=\"#ddd\"/>", top + 12.0);
        text(out, x, bottom + 18.0, "middle", "normal", &format!("{percent:.0}"));
    }
    for (n, name) in names.iter().skip(1).enumerate() {
        let y = top + 28.0 + n as f64 * ROW;
        text(out, LEFT - 10.0, y + 5.0, "end", "normal", name);
        for (from, colour, shift) in [(NEAREST, "#4e79a7", -5.0), (MYOPIC, "#f28e2b", 5.0)] {
            // What costs more than the strategy from which is measured closes nothing.
            let closed: Vec<f64> = report.closed(from, name).into_iter().filter(|_| from != *name).collect();
            for percent in closed.iter().filter(|percent| **percent >= 0.0) {
                let _ = writeln!(
                    out,
                    "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3.5\" fill=\"{colour}\" fill-opacity=\"0.6\"/>",
                    at(*percent),
                    y + shift
                );
            }
            let mean = Figure::of(closed.iter().copied()).mean;
            if !closed.is_empty() && mean > 0.0 {
                let (x, y) = (at(mean), y + shift);
                let _ = writeln!(
                    out,
                    "<line x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{:.1}\" stroke=\"{colour}\" stroke-width=\"2\"/>",
                    y - 7.0,
                    y + 7.0
                );
            }
        }
    }
}
