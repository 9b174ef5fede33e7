//! What the program logs, as an operator who wants JSON gets it.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};

use latchkey::telemetry::{self, Format};
use serde_json::Value;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

/// Everything, but for what the browser of the test says about itself.
const FILTER: &str = "trace,hyper=off,hyper_util=off,reqwest=off,scraper=off,selectors=off,html5ever=off";

/// The log of this process: of a test alone where each test has a process, and of several at once otherwise.
static LOG: OnceLock<Log> = OnceLock::new();

#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    /// Keeps what is logged from now on.
    pub fn begin() -> Self {
        let begin = || {
            let log = Self::default();
            let writer = log.clone();
            telemetry::init_with(FILTER, Format::Json, BoxMakeWriter::new(move || writer.clone())).unwrap();
            log
        };
        LOG.get_or_init(begin).clone()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    /// Every event: each is a line, and each line is one.
    pub fn events(&self) -> Vec<Value> {
        let event = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        self.text().lines().map(event).collect()
    }
}
