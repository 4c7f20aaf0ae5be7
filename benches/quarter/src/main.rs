//! A simulated quarter of a retailer.

mod clairvoyant;
mod course;
mod demand;
mod learned;
mod ledger;
mod map;
mod quarter;
mod retailer;
mod strategies;
mod world;

fn main() {
    let from: u64 = std::env::args().nth(1).and_then(|s| s.parse().ok()).unwrap_or(1001);
    let n: u64 = std::env::args().nth(2).and_then(|s| s.parse().ok()).unwrap_or(1);
    for seed in from..from + n {
        let t = std::time::Instant::now();
        let q = quarter::Quarter::of(seed);
        for r in &q.results {
            let b = r.bill;
            println!(
                "{:24} total {:>9} /order {:.2} parcels/o {:.3} lostC {} lostL {} late {} rej {} co2 {} spread {:.2} sold {} | {:?}",
                r.name,
                b.total(),
                b.total() as f64 / b.orders as f64 / 100.0,
                b.parcels as f64 / b.orders as f64,
                b.lost_counter_sales,
                b.lost_lines,
                b.late_parcels,
                b.rejections,
                b.co2 / 1000,
                r.spread,
                b.counter_sales,
                b.parts().map(|(_, c)| c / 1000)
            );
        }
        println!("bound {} time {:?}", q.bound, t.elapsed());
        for from in ["nearest-first", "fewest parcels", "least cost now"] {
            println!(
                "{from}: {:?}",
                q.results.iter().map(|r| (r.name, (q.closed(from, r.name).unwrap() * 1000.0).round() / 10.0)).collect::<Vec<_>>()
            );
        }
    }
}
