//! Figures for Prometheus: counts and times by route template, never a person, a key or a path as called.

use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
    TextEncoder,
};

/// The figures of one running hub.
#[derive(Debug, Clone)]
pub struct Metrics {
    registry: Registry,
    requests: IntCounterVec,
    seconds: HistogramVec,
    /// Requests being answered.
    pub in_flight: IntGauge,
    /// Checks waiting in the engine's queue.
    pub engine_queue: IntGauge,
    /// Bytes of supplies received.
    pub supply_bytes: IntCounter,
    /// Supplies not yet settled: received, being staged or applied.
    pub supplies_pending: IntGauge,
    /// People, sheets and street names of supplies applied by this process.
    pub supply_records: IntCounter,
}

/// Bounds in seconds, dense where the promise lies (p99 of 25 ms).
const BUCKETS: &[f64] = &[
    0.001, 0.002, 0.004, 0.006, 0.008, 0.012, 0.016, 0.025, 0.035, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5,
    5.0, 10.0, 30.0,
];

impl Metrics {
    /// Figures at zero.
    pub fn new() -> prometheus::Result<Self> {
        let registry = Registry::new();
        let requests = IntCounterVec::new(
            Opts::new("anagrafe_http_requests_total", "Requests answered"),
            &["method", "route", "status"],
        )?;
        let seconds = HistogramVec::new(
            HistogramOpts::new(
                "anagrafe_http_request_seconds",
                "Time from the head of the request to the head of the answer",
            )
            .buckets(BUCKETS.to_vec()),
            &["route"],
        )?;
        let in_flight = IntGauge::new("anagrafe_http_in_flight", "Requests being answered")?;
        let engine_queue = IntGauge::new("anagrafe_engine_queue", "Checks waiting")?;
        let supply_bytes = IntCounter::new(
            "anagrafe_supply_received_bytes_total",
            "Bytes of supplies received",
        )?;
        let supplies_pending =
            IntGauge::new("anagrafe_supplies_pending", "Supplies not yet settled")?;
        let supply_records = IntCounter::new(
            "anagrafe_supply_records_applied_total",
            "People, sheets and street names of supplies applied by this process",
        )?;
        registry.register(Box::new(requests.clone()))?;
        registry.register(Box::new(seconds.clone()))?;
        registry.register(Box::new(in_flight.clone()))?;
        registry.register(Box::new(engine_queue.clone()))?;
        registry.register(Box::new(supply_bytes.clone()))?;
        registry.register(Box::new(supplies_pending.clone()))?;
        registry.register(Box::new(supply_records.clone()))?;
        Ok(Self {
            registry,
            requests,
            seconds,
            in_flight,
            engine_queue,
            supply_bytes,
            supplies_pending,
            supply_records,
        })
    }

    /// Counts a request answered.
    pub fn answered(&self, method: &str, route: &str, status: u16, seconds: f64) {
        self.requests
            .with_label_values(&[method, route, status_text(status)])
            .inc();
        self.seconds.with_label_values(&[route]).observe(seconds);
    }

    /// All figures in Prometheus' text format.
    pub fn text(&self) -> prometheus::Result<Vec<u8>> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

/// The statuses that the hub gives, without allocating; others by class.
fn status_text(status: u16) -> &'static str {
    match status {
        200 => "200",
        202 => "202",
        400 => "400",
        401 => "401",
        403 => "403",
        404 => "404",
        405 => "405",
        406 => "406",
        408 => "408",
        409 => "409",
        413 => "413",
        415 => "415",
        422 => "422",
        429 => "429",
        500 => "500",
        503 => "503",
        other if other < 300 => "2xx",
        other if other < 400 => "3xx",
        other if other < 500 => "4xx",
        _ => "5xx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_counts_under_its_template() {
        let metrics = Metrics::new().unwrap();
        metrics.answered("POST", "/v1/verifiche", 200, 0.003);
        metrics.answered("GET", "/v1/forniture/{id}", 418, 0.1);
        let text = String::from_utf8(metrics.text().unwrap()).unwrap();
        assert!(text.contains(
            "anagrafe_http_requests_total{method=\"POST\",route=\"/v1/verifiche\",status=\"200\"} 1"
        ));
        assert!(text.contains("route=\"/v1/forniture/{id}\",status=\"4xx\"} 1"));
        assert!(text.contains(
            "anagrafe_http_request_seconds_bucket{route=\"/v1/verifiche\",le=\"0.004\"} 1"
        ));
    }
}
