//! What is logged, and what never is: no text of a paste, no token, whatever `RUST_LOG` asks for.
//!
//! Our own events name ids and numbers only. The libraries below us are another matter: serenity's spans carry whole
//! events, request bodies and interaction tokens as fields, and some of its warnings quote the payload they could not
//! read. So foreign spans are never recorded, and foreign events only from `warn` on, those of serenity and poise from
//! `error` on.

use std::io;

use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use crate::settings::LogFormat;

/// What is logged when `RUST_LOG` does not say.
const USUAL: LevelFilter = LevelFilter::INFO;

/// The libraries whose warnings quote what people wrote, or addresses that hold an interaction's token.
const TALKATIVE: [&str; 2] = ["serenity", "poise"];

/// Starts logging to standard error. `wanted` is `RUST_LOG`; a directive in it that cannot be read is left out. Once in a
/// process: a second call changes nothing.
pub fn start(wanted: Option<&str>, format: LogFormat) {
    // Not `init`: that would also take what libraries say through the `log` crate, whose true origin does not show.
    let _already = tracing::subscriber::set_global_default(subscriber(wanted, format, io::stderr));
}

fn subscriber<W>(wanted: Option<&str>, format: LogFormat, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::builder().with_default_directive(USUAL.into()).parse_lossy(wanted.unwrap_or_default());
    let capped = tracing_subscriber::filter::filter_fn(allowed);
    Box::new(tracing_subscriber::registry().with(lines(format, writer).with_filter(capped).with_filter(filter)))
}

fn lines<S, W>(format: LogFormat, writer: W) -> Box<dyn Layer<S> + Send + Sync>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    match format {
        LogFormat::Text => lines.with_ansi(false).boxed(),
        LogFormat::Json => lines.json().boxed(),
    }
}

/// Whether an event or span may be recorded at all, before `RUST_LOG` is asked.
fn allowed(metadata: &Metadata<'_>) -> bool {
    let of =
        |name: &str| metadata.target().strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
    if of(env!("CARGO_PKG_NAME")) {
        return true;
    }
    let most = if TALKATIVE.into_iter().any(of) { Level::ERROR } else { Level::WARN };
    metadata.is_event() && *metadata.level() <= most
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(wanted: &str, format: LogFormat) -> String {
        let page = Page::default();
        let writer = page.clone();
        tracing::subscriber::with_default(subscriber(Some(wanted), format, move || writer.clone()), || {
            let span = tracing::error_span!(target: "serenity::http", "request", body = "secret in a span");
            let _inside = span.enter();
            tracing::warn!(target: "serenity::gateway::ws", "secret in a payload");
            tracing::info!(target: "hyper::client", "secret in a library");
            tracing::warn!(target: "hyper::client", "a library's warning");
            tracing::error!(target: "serenity::gateway", "a library's error");
            tracing::trace!(target: "crosscheck::discord", "our own");
            tracing::warn!(target: "crosscheckers", "not ours");
        });
        let page = page.0.lock().unwrap().clone();
        String::from_utf8(page).unwrap()
    }

    #[test]
    fn whatever_is_asked_for_no_library_can_write_a_secret() {
        for format in [LogFormat::Text, LogFormat::Json] {
            for wanted in ["trace", "serenity=trace,hyper=trace,crosscheck=trace", "trace,[{body=secret}]=trace"] {
                let page = logged(wanted, format);
                assert!(!page.contains("secret"), "{wanted}: {page}");
                assert!(page.contains("our own") && page.contains("a library's error"), "{wanted}: {page}");
            }
        }
    }

    #[test]
    fn less_can_be_asked_for() {
        assert!(logged("off", LogFormat::Text).is_empty());
        assert!(!logged("info", LogFormat::Text).contains("our own"));
    }
}
