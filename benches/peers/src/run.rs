//! Builds the tools, runs each as a process of its own and measures it from outside.

use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use wait4::Wait4;

/// How wiretrace does the job that its peers do.
pub const COPIES_ONLY: &[&str] = &["--copies-only"];
/// How wiretrace does its own.
pub const FULL: &[&str] = &[];

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Tool {
    Wiretrace,
    /// As a careful user would drive it.
    Gaoya,
    /// As its examples drive it.
    GaoyaPlain,
    Rensa,
    Datasketch,
}

impl Tool {
    pub const ALL: [Self; 5] = [Self::Wiretrace, Self::Gaoya, Self::GaoyaPlain, Self::Rensa, Self::Datasketch];

    fn is_gaoya(self) -> bool {
        matches!(self, Self::Gaoya | Self::GaoyaPlain)
    }

    fn is_python(self) -> bool {
        matches!(self, Self::Rensa | Self::Datasketch)
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(match self {
            Self::Wiretrace => "wiretrace",
            Self::Gaoya => "gaoya",
            Self::GaoyaPlain => "gaoya-plain",
            Self::Rensa => "rensa",
            Self::Datasketch => "datasketch",
        })
    }
}

/// What a run cost.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// User and system seconds of the process and its children.
    pub cpu: f64,
    pub wall: f64,
    /// Most memory resident at once, in MiB. This process must stay small while it measures: Linux counts it in until the child takes over.
    pub peak: f64,
}

/// Everything that is needed to run the tools.
pub struct Bench {
    pub work: PathBuf,
    wiretrace: PathBuf,
    gaoya: PathBuf,
    python: PathBuf,
    limit: Duration,
}

const HERE: &str = env!("CARGO_MANIFEST_DIR");

impl Bench {
    /// Builds what is needed and was not told.
    pub fn prepare(
        work: &Path,
        tools: &[Tool],
        wiretrace: Option<&Path>,
        python: Option<&Path>,
        limit: Duration,
    ) -> Result<Self, Box<dyn Error>> {
        let here = Path::new(HERE);
        let mut bench = Self { work: work.to_owned(), wiretrace: PathBuf::new(), gaoya: PathBuf::new(), python: PathBuf::new(), limit };
        if tools.contains(&Tool::Wiretrace) {
            bench.wiretrace = match wiretrace {
                Some(path) => path.to_owned(),
                None => build(&here.join("../../Cargo.toml"), "wiretrace")?,
            };
        }
        if tools.iter().any(|tool| tool.is_gaoya()) {
            bench.gaoya = build(&here.join("Cargo.toml"), "gaoya")?;
        }
        if tools.iter().any(|tool| tool.is_python()) {
            bench.python = match python {
                Some(path) => path.to_owned(),
                None => environment(&work.join("venv"), &here.join("requirements.txt"))?,
            };
        }
        Ok(bench)
    }

    /// Runs a tool on a file of pieces; its clusters are then in [`Bench::clusters`].
    pub fn run(&self, tool: Tool, pieces: &Path, flags: &[&str]) -> Result<Usage, Box<dyn Error>> {
        let mut command = match tool {
            Tool::Wiretrace => Command::new(&self.wiretrace),
            Tool::Gaoya | Tool::GaoyaPlain => Command::new(&self.gaoya),
            Tool::Rensa | Tool::Datasketch => Command::new(&self.python),
        };
        match tool {
            Tool::Wiretrace => {
                let _ = fs::remove_dir_all(self.folder());
                command.arg("scan").args(flags).args(["--format", "csv", "--out"]).arg(self.folder()).arg(pieces)
            }
            Tool::Gaoya => command.arg(pieces).arg(self.clusters(tool)),
            Tool::GaoyaPlain => command.arg(pieces).arg(self.clusters(tool)).arg("--plain"),
            Tool::Rensa | Tool::Datasketch => {
                command.arg(Path::new(HERE).join(format!("{tool}_job.py"))).arg(pieces).arg(self.clusters(tool))
            }
        };
        self.measure(&mut command).map_err(|error| format!("{tool}: {error}").into())
    }

    /// Where a tool's clusters are: a table whose first column is the id of a piece.
    pub fn clusters(&self, tool: Tool) -> PathBuf {
        match tool {
            Tool::Wiretrace => self.folder().join("pieces.csv"),
            _ => self.work.join(format!("{tool}.tsv")),
        }
    }

    fn folder(&self) -> PathBuf {
        self.work.join("wiretrace")
    }

    /// Runs a command to its end; what it prints is dropped, what it complains of becomes the error.
    pub fn measure(&self, command: &mut Command) -> Result<Usage, Box<dyn Error>> {
        let complaints = self.work.join("complaints.txt");
        let start = Instant::now();
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&complaints)?).spawn()?;
        let ended = loop {
            if let Some(ended) = child.try_wait4()? {
                break ended;
            }
            if start.elapsed() > self.limit {
                child.kill()?;
                child.wait()?;
                return Err(format!("not done after {} s", self.limit.as_secs()).into());
            }
            // Wall times are told to a hundredth of a second.
            thread::sleep(Duration::from_millis(5));
        };
        let wall = start.elapsed().as_secs_f64();
        // 3: done, but some files were skipped.
        if !matches!(ended.status.code(), Some(0 | 3)) {
            return Err(format!("{}\n{}", ended.status, fs::read_to_string(complaints)?).into());
        }
        let cpu = (ended.rusage.utime + ended.rusage.stime).as_secs_f64();
        Ok(Usage { cpu, wall, peak: ended.rusage.maxrss as f64 / f64::from(1 << 20) })
    }
}

/// Builds a binary of a crate as its manifest says, whatever the environment says of the profile, and tells where it is.
fn build(manifest: &Path, binary: &str) -> Result<PathBuf, Box<dyn Error>> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["build", "--release", "--message-format=json-render-diagnostics", "--bin", binary, "--manifest-path"]).arg(manifest);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CARGO_PROFILE_RELEASE")) {
        cargo.env_remove(name);
    }
    let built = cargo.stderr(Stdio::inherit()).output()?;
    if !built.status.success() {
        return Err(format!("{binary} could not be built").into());
    }
    let messages = built.stdout.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<serde_json::Value>(line).ok());
    let mut executables = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    executables.next_back().ok_or_else(|| format!("cargo does not say where {binary} is").into())
}

/// Makes a virtual environment with the Python peers, or takes the one that is there.
fn environment(folder: &Path, requirements: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let python = folder.join("bin/python");
    let run = |command: &mut Command| -> Result<(), Box<dyn Error>> {
        let done = command.stdout(Stdio::null()).status().map_err(|error| io::Error::other(format!("{command:?}: {error}")))?;
        if done.success() {
            Ok(())
        } else {
            Err(format!("{command:?} failed; name a Python with --python, or leave its tools out with --only").into())
        }
    };
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(folder))?;
    }
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements))?;
    Ok(python)
}
