//! The log (to stderr) and the metrics. Neither holds personal data: no bodies, no queries, no names, addresses or tokens.

use crate::config::{Config, LogFormat};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;
use tracing::Span;
use tracing_actix_web::RootSpanBuilder;
use tracing_subscriber::EnvFilter;

/// Starts the log. A second start in one process changes nothing.
pub fn start_log(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::try_new(&config.log).map_err(|error| format!("`log` is “{}”: {error}", config.log))?;
    let to_a_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(to_a_terminal);
    let _ = match config.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().flatten_event(true).try_init(),
    };
    Ok(())
}

const SECONDS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// The one recorder of this process.
pub fn metrics() -> Result<PrometheusHandle, String> {
    static RECORDER: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
    RECORDER
        .get_or_init(|| {
            PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("seconds".into()), &SECONDS)
                .and_then(PrometheusBuilder::install_recorder)
                .map_err(|error| format!("metrics cannot be recorded: {error}"))
        })
        .clone()
}

/// One span a request: method, route (the pattern, so that no token or address is in it) and status. The spans are at level
/// `debug`: where that is not logged they cost nothing.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        tracing::debug_span!(
            "request",
            method = %request.method(),
            route = request.match_pattern().unwrap_or_default(),
            status = tracing::field::Empty,
        )
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("status", status.as_u16());
        let counter = match status.as_u16() {
            ..400 => metrics::counter!("comptoir_http_responses_total", "status" => "ok"),
            400..500 => metrics::counter!("comptoir_http_responses_total", "status" => "client_error"),
            _ => metrics::counter!("comptoir_http_responses_total", "status" => "server_error"),
        };
        counter.increment(1);
    }
}
