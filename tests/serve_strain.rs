//! What a server bears: large bodies, broken ones, slow and idle clients, tricks with paths, an end in the middle of an answer.

mod desk;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use desk::{Desk, answer, of_stories, root};

const ORIGINAL: &str = "story01.01.original_wire_report.txt";

fn original() -> Vec<u8> {
    std::fs::read(root().join(desk::STORIES).join(ORIGINAL)).expect("a story")
}

/// Somebody else is served as ever.
fn serves(desk: &Desk) {
    assert_eq!(desk.post("/api/check?name=other.txt", &original()).status, 200);
}

#[test]
fn a_body_of_a_hundred_megabytes_is_refused_with_the_way_out() {
    let (desk, _) = of_stories();
    let said = desk.post("/api/check?name=large.txt", &vec![b'a'; 100 << 20]);
    assert_eq!(said.status, 413);
    assert!(said.json()["error"].as_str().is_some_and(|error| error.contains("4 MiB") && error.contains("wiretrace check")));
    // One that does not tell its length.
    let mut line = desk.connect();
    write!(line, "POST /api/check HTTP/1.1\r\nHost: {}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n", desk.address)
        .expect("it reads");
    let chunk = [b"100000\r\n".as_slice(), &vec![b'a'; 1 << 20], b"\r\n"].concat();
    (0..16).for_each(|_| line.write_all(&chunk).expect("it reads"));
    line.write_all(b"0\r\n\r\n").expect("it reads");
    assert_eq!(answer(line).status, 413);
    // One that asks first is told before it sends anything.
    let mut line = desk.connect();
    let head = format!("POST /api/check HTTP/1.1\r\nHost: {}\r\nContent-Length: 104857600\r\nExpect: 100-continue\r\n\r\n", desk.address);
    line.write_all(head.as_bytes()).expect("it reads");
    assert_eq!(answer(line).status, 413);
    // One that is taken and too long to be compared.
    let said = desk.post("/api/check?name=long.txt", "harbour wall. ".repeat(100_000).as_bytes());
    assert!(said.status == 413 && said.text().contains("1 MiB"), "{}", said.text());
    serves(&desk);
}

#[test]
fn what_is_packed_counts_as_what_it_unpacks_to() {
    let (desk, _) = of_stories();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![b'a'; 64 << 20]).expect("memory");
    let said = desk.post("/api/check?name=bomb.txt.gz", &packed.finish().expect("memory"));
    assert!(said.status == 400 && said.text().contains("larger than 4 MiB"), "{}", said.text());
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&original()).expect("memory");
    assert_eq!(desk.post("/api/check?name=story.txt.gz", &packed.finish().expect("memory")).json()["piece"]["id"], "story.txt.gz");
}

#[test]
fn broken_and_hostile_pieces_are_told_apart_from_broken_programs() {
    let (desk, _) = of_stories();
    let deep = "[".repeat(200_000);
    let nested = format!("{{\"text\":{deep}");
    let pages = "<div>".repeat(20_000) + "Police said the harbour wall fell into the sea.";
    let marks = "\"a\" ".repeat(5_000);
    let long = "harbour wall ".repeat(5_000);
    let zeros = "a\0b ".repeat(1_000);
    for (name, body) in [
        ("a.json", "{\"text\": "),
        ("a.json", "[1, 2"),
        ("a.json", deep.as_str()),
        ("a.json", nested.as_str()),
        ("a.json", "{\"text\": 7}"),
        ("a.html", pages.as_str()),
        ("a.txt", marks.as_str()),
        ("a.txt", long.as_str()),
        ("a.txt", zeros.as_str()),
        ("a.jsonl", "{\"text\":\"one two three four five\"}\n{\"text\":\"one two three four five\"}\n"),
        ("a.gz", "no gzip"),
    ] {
        let said = desk.post(&format!("/api/check?name={name}"), body.as_bytes());
        assert!(matches!(said.status, 200 | 400), "{name}: {} {}", said.status, said.text());
        assert!(said.status == 200 || said.json()["error"].is_string(), "{name}");
    }
    let noise: Vec<u8> = (0..9_000_u32).map(|n| (n * n / 7 % 251) as u8).collect();
    assert_eq!(desk.post("/api/check?name=a.txt", &noise).status, 400);
    serves(&desk);
}

#[test]
fn no_path_leads_out_of_the_archive() {
    let (desk, _) = of_stories();
    let long = format!("/pieces/{}", "a".repeat(20_000));
    for path in [
        "/pieces/../../etc/passwd",
        "/pieces/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/pieces/..%5c..%5cetc",
        "/pieces/%00",
        "/pieces/a%00.txt",
        "/pieces//etc/passwd",
        "/pieces/",
        "/api/texts/../marks.json",
        "/api/texts/%2e%2e/archive/wiretrace.json",
        "/families/f0",
        "/families/f-1",
        "/families/f99999999999999999999",
        "/families/1",
        "/style.css/../../Cargo.toml",
        "/beside?original=..%2fmarks.json&piece=%00",
        long.as_str(),
    ] {
        let said = desk.get(path);
        assert_eq!(said.status, 404, "{path}: {}", said.text());
        assert!(!said.text().contains("root:"), "{path}");
    }
    for path in ["/pieces/%ff", "/pieces/%ff%fe", "/beside", "/beside?original=a", "/api/beside?piece=%ff"] {
        assert!(matches!(desk.get(path).status, 400 | 404), "{path}");
    }
    assert!(matches!(desk.get(&format!("/{}", "a".repeat(100_000))).status, 414 | 431));
    serves(&desk);
}

#[test]
fn what_is_no_request_harms_nobody() {
    let (desk, _) = of_stories();
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01".as_slice(),
        b"GET\r\n\r\n",
        b"\r\n\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        &[0; 5_000],
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let mut line = desk.connect();
        line.write_all(bytes).expect("it reads");
        // Half of it and gone.
        drop(line);
    }
    let mut line = desk.connect();
    line.write_all(b"POST /api/check HTTP/1.1\r\nContent-Length: 10\r\nContent-Length: 20\r\n\r\n").expect("it reads");
    assert_eq!(answer(line).status, 400);
    serves(&desk);
}

#[test]
fn a_thousand_idle_connections_and_slow_clients_keep_nobody_out() {
    let (desk, _) = of_stories();
    let first = desk.connect();
    // As many as this process may have; a server may not have more than half of them.
    let idle: Vec<TcpStream> = (0..1_000).map_while(|_| TcpStream::connect(&desk.address).ok()).collect();
    assert!(idle.len() > 600, "{}", idle.len());
    serves(&desk);
    let slow = |said: &str| {
        let mut line = desk.connect();
        line.write_all(said.as_bytes()).expect("it reads");
        line
    };
    let heads: Vec<TcpStream> = (0..50).map(|_| slow("GET / HTTP/1.1\r\nHost: loc")).collect();
    let bodies: Vec<TcpStream> =
        (0..50).map(|_| slow("POST /api/check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000000\r\n\r\nThe harb")).collect();
    for _ in 0..5 {
        let begun = Instant::now();
        serves(&desk);
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
    assert_eq!((heads.len(), bodies.len()), (50, 50));
    // The one that had been idle longest was closed.
    let mut byte = [0];
    assert_eq!((&first).read(&mut byte).unwrap_or(0), 0);
}

#[test]
fn one_connection_asks_many_questions() {
    let (desk, _) = of_stories();
    let mut line = desk.connect();
    for _ in 0..3 {
        write!(line, "GET /api/marks HTTP/1.1\r\nHost: {}\r\n\r\n", desk.address).expect("it reads");
    }
    write!(line, "GET /api/marks HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", desk.address).expect("it reads");
    let said = answer(line);
    assert_eq!(String::from_utf8_lossy(&said.body).matches("HTTP/1.1 200 OK").count(), 3, "and the first one before");
}

#[test]
fn many_at_once_are_answered_or_told_to_ask_again() {
    let (desk, _) = of_stories();
    let story = String::from_utf8(original()).expect("UTF-8");
    let statuses: Vec<(u16, bool)> = std::thread::scope(|scope| {
        let ask = |n: usize| {
            let (desk, body) = (&desk, format!("{story}\nThis is copy number {n}."));
            scope.spawn(move || {
                let said = desk.post("/api/check?name=one.txt", body.as_bytes());
                (said.status, said.header("retry-after").is_some())
            })
        };
        let all: Vec<_> = (0..200).map(ask).collect();
        all.into_iter().map(|one| one.join().expect("an answer")).collect()
    });
    assert!(statuses.iter().all(|status| matches!(status, (200, false) | (503, true))), "{statuses:?}");
    assert!(statuses.iter().filter(|(status, _)| *status == 200).count() >= 60);
    serves(&desk);
}

#[test]
fn a_large_piece_keeps_nobody_waiting() {
    let (desk, _) = of_stories();
    // Words of many stories, none of which stands anywhere else.
    let sentence = |n: usize| format!("The {}th harbour of Zuppel{} has {n} boats. ", n % 977, n % 1_009);
    let large = (0..20_000).map(sentence).collect::<Vec<_>>().concat();
    std::thread::scope(|scope| {
        // Three large ones, a second or more each, one after another; five small ones meanwhile.
        let ask = || {
            let status = desk.post("/api/check?name=large.txt", large.as_bytes()).status;
            (status, Instant::now())
        };
        let slow: Vec<_> = (0..3).map(|_| scope.spawn(ask)).collect();
        std::thread::sleep(Duration::from_millis(300));
        for _ in 0..5 {
            serves(&desk);
        }
        let small = Instant::now();
        let large: Vec<_> = slow.into_iter().map(|one| one.join().expect("an answer")).collect();
        assert!(large.iter().all(|(status, _)| matches!(status, 200 | 503 | 504)), "{large:?}");
        assert!(large.iter().any(|(_, ended)| *ended > small), "the small ones waited for all the large ones");
    });
}

#[cfg(unix)]
#[test]
fn an_end_lets_what_runs_be_answered_and_does_not_wait_for_idle_clients() {
    let (mut desk, _) = of_stories();
    let idle = [desk.connect(), desk.connect()];
    let mut kept = desk.connect();
    write!(kept, "GET /api/marks HTTP/1.1\r\nHost: {}\r\n\r\n", desk.address).expect("it reads");
    assert!(kept.read(&mut [0; 100]).expect("an answer") > 0);
    // The head first, so that the question is under way when the end comes.
    let mut line = desk.connect();
    let (body, head) = (original(), "POST /api/check?name=last.txt HTTP/1.1\r\nHost: localhost\r\n");
    write!(line, "{head}Content-Length: {}\r\n\r\n", body.len()).expect("it reads");
    std::thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    let told = std::process::Command::new("kill").args(["-TERM", &desk.child.id().to_string()]).status().expect("kill");
    assert!(told.success());
    std::thread::sleep(Duration::from_millis(300));
    line.write_all(&body).expect("it still reads");
    assert_eq!(answer(line).status, 200);
    assert_eq!(desk.child.wait().expect("it ends").code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(8), "{:?}", begun.elapsed());
    assert!(TcpStream::connect(&desk.address).is_err(), "nobody listens any more");
    drop(idle);
}
