//! A server as a desk runs it, and a client that says exactly what it is told to say.

#![allow(dead_code, reason = "each test looks at a part of an answer")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_wiretrace");
pub const STORIES: &str = "fixtures/stories";
/// Long enough for the slowest machine; nothing waits for it that goes right.
const PATIENCE: Duration = Duration::from_mins(2);

/// A running server, and the folder of its archive; both are gone when nobody looks at them any more.
pub struct Desk {
    pub child: Child,
    pub address: String,
    pub said: String,
    home: Option<TempDir>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub head: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {} {}", self.status, self.text()))
    }
}

/// Runs the program in a folder and gives what it prints; a check that found something ends with 1.
pub fn printed(folder: &Path, args: &[&str]) -> Vec<u8> {
    let output = Command::new(PROGRAM).args(args).current_dir(folder).output().expect("the program starts");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An archive of the invented stories.
pub fn archive(options: &[&str]) -> (TempDir, String) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let index = home.path().join("archive").display().to_string();
    printed(root(), &[&["index", "build", &index, STORIES], options].concat());
    (home, index)
}

/// Serves an archive at a port that is free.
pub fn serve(index: &str, options: &[&str], token: Option<&str>) -> Desk {
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--index", index, "--port", "0"]).args(options).current_dir(root()).env_remove("WIRETRACE_TOKEN");
    command.envs(token.map(|token| ("WIRETRACE_TOKEN", token)));
    let mut child = command.stderr(Stdio::piped()).spawn().expect("the program starts");
    let mut said = String::new();
    BufReader::new(child.stderr.take().expect("piped")).read_line(&mut said).expect("a line");
    let address = said.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_else(|| panic!("{said}")).to_owned();
    Desk { child, address, said, home: None }
}

/// Serves an archive of the invented stories.
pub fn of_stories() -> (Desk, String) {
    let (home, index) = archive(&[]);
    let mut desk = serve(&index, &[], None);
    desk.home = Some(home);
    (desk, index)
}

impl Desk {
    pub fn connect(&self) -> TcpStream {
        let line = TcpStream::connect(&self.address).expect("it listens");
        line.set_read_timeout(Some(PATIENCE)).expect("a time");
        line.set_write_timeout(Some(PATIENCE)).expect("a time");
        line
    }

    /// Sends a request with these headers besides what is always needed.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut line = self.connect();
        let is_named = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host"));
        let host = if is_named { String::new() } else { format!("Host: {}\r\n", self.address) };
        let more = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<Vec<_>>().concat();
        let head = format!("{method} {path} HTTP/1.1\r\n{host}{more}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
        line.write_all(head.as_bytes()).expect("it reads");
        line.write_all(body).expect("it reads");
        answer(line)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    pub fn post(&self, path: &str, body: &[u8]) -> Answer {
        self.ask("POST", path, &[], body)
    }

    /// Sends a form of fields.
    pub fn send(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", coded(value))).collect();
        self.ask("POST", path, &[("Content-Type", "application/x-www-form-urlencoded")], pairs.join("&").as_bytes())
    }

    /// Pastes a text or drops a file, as a browser does.
    pub fn paste(&self, text: &str, file: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n{text}\r\n--edge\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        self.ask("POST", "/check", &[("Content-Type", "multipart/form-data; boundary=edge")], &body)
    }
}

/// Writes a word for a path or a form.
pub fn coded(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    word.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Reads an answer to its end.
pub fn answer(mut line: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    line.read_to_end(&mut bytes).expect("an answer");
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|first| first.split(' ').nth(1)?.parse().ok()).expect("a status");
    let head = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
    Answer { status, head, body: bytes.split_off(end + 4) }
}
