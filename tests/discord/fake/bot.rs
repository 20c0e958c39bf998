//! The bot under test as a process: started in an emptied environment and an empty directory, heard and ended.

use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::sync::watch;
use tokio::time::timeout;

use super::state::{PATIENCE, Shared};
use super::tls;

/// How long the bot may take to end after SIGTERM.
pub const GOODBYE: Duration = Duration::from_secs(5);

/// How to start the bot.
#[derive(Clone, Debug)]
pub struct BotSetup {
    program: PathBuf,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
    over_tls: bool,
}

impl Default for BotSetup {
    /// `crosscheck bot` with nothing but `DISCORD_TOKEN` and `DISCORD_PROXY`.
    fn default() -> Self {
        Self {
            program: env!("CARGO_BIN_EXE_crosscheck").into(),
            args: vec!["bot".into()],
            env: Vec::new(),
            over_tls: false,
        }
    }
}

impl BotSetup {
    /// Sets a variable, also one of the two that are set anyway.
    pub fn with(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Starts another program than the bot: the fake is proved that way.
    pub fn with_program(mut self, program: PathBuf) -> Self {
        self.program = program;
        self
    }

    /// Starts the program with other arguments than `bot`.
    pub fn with_args(mut self, args: &[&str]) -> Self {
        self.args = args.iter().map(Into::into).collect();
        self
    }

    /// Without `DISCORD_PROXY`: to `discord.com` over TLS, through a proxy that leads to the fake. This is how
    /// serenity's own rate limiter is run, which it leaves out with a `DISCORD_PROXY`.
    pub fn over_tls(mut self) -> Self {
        self.over_tls = true;
        self
    }
}

/// What is left of a bot that ended.
#[derive(Clone, Debug)]
pub struct Exit {
    /// The exit code; `None` after a signal.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// A running bot, or what it left.
#[derive(Debug)]
pub struct Process {
    pid: Option<u32>,
    stdout: Mutex<Vec<u8>>,
    stderr: Mutex<Vec<u8>>,
    status: watch::Sender<Option<ExitStatus>>,
    end_expected: AtomicBool,
}

impl Process {
    /// How it ended, if the test did not ask it to.
    pub fn ended_by_itself(&self) -> Option<ExitStatus> {
        if self.end_expected.load(Ordering::SeqCst) { None } else { *self.status.borrow() }
    }

    /// Whether it has ended, for whatever reason.
    pub fn is_over(&self) -> bool {
        self.status.borrow().is_some()
    }

    /// The end of its log, for the report of a failed test.
    pub fn last_words(&self) -> String {
        let stderr = text(&self.stderr);
        let lines: Vec<&str> = stderr.lines().collect();
        let mut words = String::from("The end of the bot's log:\n");
        for line in lines.iter().skip(lines.len().saturating_sub(40)) {
            let short: String = line.chars().take(400).collect();
            let _ = writeln!(words, "    {short}");
        }
        words
    }

    /// Sends a signal that ends it; nothing happens when it has ended.
    fn signal(&self, signal: Signal) {
        self.end_expected.store(true, Ordering::SeqCst);
        self.send(signal);
    }

    fn send(&self, signal: Signal) {
        let pid = self.pid.filter(|_| self.status.borrow().is_none()).and_then(|pid| i32::try_from(pid).ok());
        if let Some(pid) = pid.and_then(Pid::from_raw) {
            // It may have ended in between: then there is nothing to do.
            let _ = kill_process(pid, signal);
        }
    }

    /// Ends it as an operator would. Gives its status, or nothing when it took longer than [`GOODBYE`].
    pub async fn terminate_and_wait(&self) -> Option<ExitStatus> {
        self.signal(Signal::TERM);
        let ended = self.wait(GOODBYE).await;
        if ended.is_none() {
            self.signal(Signal::KILL);
        }
        ended
    }

    async fn wait(&self, patience: Duration) -> Option<ExitStatus> {
        let mut status = self.status.subscribe();
        let ended = timeout(patience, status.wait_for(Option::is_some)).await;
        ended.ok()?.ok().and_then(|status| *status)
    }
}

fn text(bytes: &Mutex<Vec<u8>>) -> String {
    String::from_utf8_lossy(&bytes.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
}

/// A bot the test started, with its directory.
pub struct Bot {
    shared: Shared,
    setup: BotSetup,
    proxy: String,
    directory: Arc<TempDir>,
    process: Arc<Process>,
}

impl Bot {
    /// Starts the program. `proxy` is the fake's plain front.
    pub(super) async fn start(shared: Shared, setup: BotSetup, proxy: String) -> Self {
        let directory = Arc::new(tempfile::tempdir().expect("a temporary directory can be made"));
        let process = spawn(&shared, &setup, &proxy, directory.path()).await;
        Self { shared, setup, proxy, directory, process }
    }

    /// The directory it runs in: its database lies there.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Everything it has logged so far.
    pub fn log(&self) -> String {
        text(&self.process.stderr)
    }

    /// Waits until a line with `words` is in its log.
    pub async fn logged(&self, words: &str) {
        let process = Arc::clone(&self.process);
        let what = format!("\"{words}\" in the log");
        self.shared.wait_for(&what, |_| text(&process.stderr).contains(words).then_some(())).await;
    }

    /// Asks it to end (SIGTERM); [`exit`](Self::exit) tells how it did.
    pub fn terminate(&self) {
        self.process.signal(Signal::TERM);
    }

    /// Tells it to read its files again (SIGHUP).
    pub fn hang_up(&self) {
        self.process.send(Signal::HUP);
    }

    /// Ends it at once (SIGKILL), as a crash would.
    pub fn kill(&self) {
        self.process.signal(Signal::KILL);
    }

    /// Waits until it has ended, [`PATIENCE`] at most.
    pub async fn exit(&self) -> Exit {
        self.exit_within(PATIENCE).await
    }

    /// Waits until it has ended. Panics when that takes longer than `patience`.
    pub async fn exit_within(&self, patience: Duration) -> Exit {
        self.process.end_expected.store(true, Ordering::SeqCst);
        let Some(status) = self.process.wait(patience).await else {
            panic!("The bot did not end within {} s.\n{}", patience.as_secs(), self.process.last_words());
        };
        Exit { code: status.code(), stdout: text(&self.process.stdout), stderr: text(&self.process.stderr) }
    }

    /// Ends it if it runs, starts it again in the same directory, and waits for the handshake.
    pub async fn restart(&mut self) {
        if !self.process.is_over() {
            self.terminate();
        }
        self.exit().await;
        self.start_again().await;
    }

    /// Starts a bot that has ended in the same directory, and waits for the handshake: between end and start a test can
    /// post what the bot has to catch up with.
    pub async fn start_again(&mut self) {
        assert!(self.process.is_over(), "the bot still runs: wait for its exit first");
        self.shared.change(|state| state.sessions.handshakes.clear());
        self.process = spawn(&self.shared, &self.setup, &self.proxy, self.directory.path()).await;
        self.ready().await;
    }

    /// Waits until the bot has identified itself and was sent the guild.
    pub(super) async fn ready(&self) {
        self.shared.wait_for("the bot's IDENTIFY", |state| (!state.sessions.handshakes.is_empty()).then_some(())).await;
        self.shared.change(|state| state.sessions.handshakes.remove(0));
    }
}

async fn spawn(shared: &Shared, setup: &BotSetup, proxy: &str, directory: &Path) -> Arc<Process> {
    let mut command = Command::new(&setup.program);
    command.args(&setup.args).current_dir(directory).env_clear();
    command.env("DISCORD_TOKEN", shared.look(|state| state.world.application.token.clone()));
    if setup.over_tls {
        let front = tls::Front::start(shared.clone(), directory).await;
        command.env("HTTPS_PROXY", front.proxy).env("SSL_CERT_FILE", front.authority);
        shared.change(|state| state.world.files_at = tls::FILES_AT.to_owned());
    } else {
        command.env("DISCORD_PROXY", proxy);
        shared.change(|state| proxy.clone_into(&mut state.world.files_at));
    }
    command.envs(setup.env.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().expect("the program can be started");
    let process = Arc::new(Process {
        pid: child.id(),
        stdout: Mutex::default(),
        stderr: Mutex::default(),
        status: watch::Sender::new(None),
        end_expected: AtomicBool::new(false),
    });
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (kept, bell) = (Arc::clone(&process), shared.clone());
    tokio::spawn(async move {
        // The status is told after the last byte of its output was read, so that nothing of it is missing.
        let (_, _, status) =
            tokio::join!(read_all(stdout, &kept.stdout, &bell), read_all(stderr, &kept.stderr, &bell), child.wait(),);
        kept.status.send_replace(status.ok());
        bell.ring();
    });
    shared.change(|state| state.processes.push(Arc::clone(&process)));
    process
}

async fn read_all(pipe: Option<impl AsyncRead + Unpin>, into: &Mutex<Vec<u8>>, bell: &Shared) {
    let Some(mut pipe) = pipe else { return };
    let mut buffer = [0; 8192];
    while let Ok(read @ 1..) = pipe.read(&mut buffer).await {
        into.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&buffer[..read]);
        bell.ring();
    }
}
