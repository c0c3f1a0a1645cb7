//! A hub on 127.0.0.1 that speaks as much of the hub's HTTP as a download needs, and fails on
//! demand: metadata, a redirect to a content network, ranges, renamed repositories.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{Builder, JoinHandle};

use serde_json::{Value, json};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

/// The commit that `main` stands for.
pub(crate) const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// The commit that the pull request stands for.
pub(crate) const REQUESTED: &str = "76543210fedcba9876543210fedcba9876543210";

/// A pull request of the repository.
pub(crate) const PULL_REQUEST: &str = "refs/pr/7";

/// What the server does instead of answering as it should.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    /// This status, and the hub's code and message for it.
    Refuse(u16, &'static str, &'static str),
    /// The connection ends after so many bytes of the body.
    CutAfter(usize),
    /// So many bytes of the body, and then nothing until the client goes.
    SilentAfter(usize),
    /// The body, with one bit turned.
    Damage,
    /// The whole body, whatever range was asked for.
    IgnoreRange,
    /// As it should be, and said to be stored in chunks, for which there is no key.
    InChunks,
    /// This in place of the answer.
    Says(&'static str),
    /// An answer that goes on and on.
    Endless,
    /// It is where large files are, says the hub; there it is at the same path.
    Elsewhere,
    /// It is at this address.
    At(&'static str),
}

/// A request as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    /// The first byte asked for.
    pub(crate) from: Option<usize>,
    pub(crate) token: Option<String>,
    /// How often the same was asked before.
    pub(crate) before: usize,
}

/// What is to go wrong with which request.
type Faults = Box<dyn Fn(&Asked) -> Option<Fault> + Send + Sync>;

/// One repository, and how it is served.
pub(crate) struct Hosted {
    pub(crate) repository: String,
    /// The name it once had.
    pub(crate) renamed_from: Option<String>,
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// What the pull request has on top.
    pub(crate) in_pull_request: Vec<(String, Vec<u8>)>,
    pub(crate) faults: Faults,
}

impl Hosted {
    /// The files of a folder as `owner/name`, without a fault.
    pub(crate) fn folder(repository: &str, folder: &Path) -> Self {
        let files = ["config.json", "tokenizer.json", "model.safetensors"];
        let read = |file: &str| (file.to_owned(), std::fs::read(folder.join(file)).unwrap());
        Self {
            repository: repository.to_owned(),
            renamed_from: None,
            files: files.into_iter().map(read).collect(),
            in_pull_request: Vec::new(),
            faults: Box::new(|_| None),
        }
    }

    pub(crate) fn with_faults(
        mut self,
        faults: impl Fn(&Asked) -> Option<Fault> + Send + Sync + 'static,
    ) -> Self {
        self.faults = Box::new(faults);
        self
    }

    /// Without one of the files.
    pub(crate) fn without(mut self, file: &str) -> Self {
        self.files.retain(|(name, _)| name != file);
        self
    }

    /// With one file more.
    pub(crate) fn with(mut self, file: &str, bytes: &[u8]) -> Self {
        self.files.push((file.to_owned(), bytes.to_vec()));
        self
    }

    fn at(&self, revision: &str) -> Option<Vec<(String, Vec<u8>)>> {
        let mut files = self.files.clone();
        match revision {
            "main" | COMMIT => {}
            PULL_REQUEST | REQUESTED => files.extend(self.in_pull_request.iter().cloned()),
            _ => return None,
        }
        Some(files)
    }
}

/// The running server; it stops when it is dropped.
pub(crate) struct HubServer {
    pub(crate) endpoint: String,
    endpoints: [String; 2],
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    hosted: Hosted,
    /// Where large files lie: another address than the hub's.
    content: String,
    asked: Mutex<Vec<Asked>>,
    silent: Mutex<bool>,
    fell_silent: Condvar,
    closed: AtomicBool,
}

impl HubServer {
    pub(crate) fn start(hosted: Hosted) -> Self {
        let (hub, content) = (listener(), listener());
        let address = |listener: &TcpListener| format!("http://{}", listener.local_addr().unwrap());
        let endpoints = [address(&hub), address(&content)];
        let shared = Arc::new(Shared {
            hosted,
            content: endpoints[1].clone(),
            asked: Mutex::new(Vec::new()),
            silent: Mutex::new(false),
            fell_silent: Condvar::new(),
            closed: AtomicBool::new(false),
        });
        let threads = [hub, content].map(|listener| {
            let shared = Arc::clone(&shared);
            let listen = move || shared.listen(&listener);
            named("hub").spawn(listen).unwrap()
        });
        Self {
            endpoint: endpoints[0].clone(),
            endpoints,
            shared,
            threads: threads.into(),
        }
    }

    /// Everything that was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.shared.asked.lock().unwrap().clone()
    }

    /// The first bytes asked for of a large file, one per `GET`.
    pub(crate) fn ranges_of(&self, bytes: &[u8]) -> Vec<Option<usize>> {
        let path = format!("/cdn/{}", sha256(bytes));
        let asked = self.asked().into_iter();
        let asked = asked.filter(|asked| asked.method == "GET" && asked.path == path);
        asked.map(|asked| asked.from).collect()
    }

    /// Whether a connection has fallen silent on demand.
    pub(crate) fn is_silent(&self) -> bool {
        *self.shared.silent.lock().unwrap()
    }

    /// Waits until a connection has fallen silent on demand.
    pub(crate) fn wait_until_silent(&self) {
        let silent = self.shared.silent.lock().unwrap();
        let waited = self
            .shared
            .fell_silent
            .wait_while(silent, |silent| !*silent);
        drop(waited.unwrap());
    }
}

impl Drop for HubServer {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        for endpoint in &self.endpoints {
            // Wakes the thread that waits for a connection.
            let _ = TcpStream::connect(endpoint.trim_start_matches("http://"));
        }
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
    }
}

/// An answer before a fault is applied.
struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn new(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body,
        }
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn refusal(status: u16, code: &str, message: &str) -> Self {
        let body = json!({ "error": message }).to_string();
        let answer = Self::new(status, body.into_bytes());
        let answer = answer.header("X-Error-Message", message);
        if code.is_empty() {
            answer
        } else {
            answer.header("X-Error-Code", code)
        }
    }

    fn redirect(status: u16, location: String) -> Self {
        Self::new(status, Vec::new()).header("Location", location)
    }
}

impl Shared {
    fn listen(self: &Arc<Self>, listener: &TcpListener) {
        for stream in listener.incoming() {
            if self.closed.load(Ordering::SeqCst) {
                return;
            }
            let shared = Arc::clone(self);
            let answer = move || shared.serve(stream.unwrap());
            named("hub-connection").spawn(answer).unwrap();
        }
    }

    fn serve(&self, mut stream: TcpStream) {
        let Some(asked) = self.read(&stream) else {
            return;
        };
        let fault = (self.hosted.faults)(&asked);
        let mut answer = match fault {
            Some(Fault::Refuse(status, code, message)) => Answer::refusal(status, code, message),
            Some(Fault::Says(body)) => Answer::new(200, body.into()),
            Some(Fault::Endless) => Answer::new(200, vec![b' '; 40 << 20]),
            Some(Fault::Elsewhere) => {
                Answer::redirect(307, format!("{}{}", self.content, asked.path))
            }
            Some(Fault::At(address)) => Answer::redirect(307, address.to_owned()),
            _ => self.answer(&asked),
        };
        let whole = answer.body.len();
        if let (Some(from), 200, false) = (
            asked.from,
            answer.status,
            matches!(fault, Some(Fault::IgnoreRange)),
        ) {
            answer.status = 206;
            answer.body = answer.body.split_off(from.min(whole));
            let range = format!("bytes {from}-{}/{whole}", whole - 1);
            answer = answer.header("Content-Range", range);
        }
        let mut sent = answer.body.len();
        match fault {
            Some(Fault::CutAfter(bytes) | Fault::SilentAfter(bytes)) => sent = sent.min(bytes),
            Some(Fault::Damage) => answer.body[0] ^= 1,
            Some(Fault::InChunks) => answer = answer.header("X-Xet-Hash", "0".repeat(64)),
            _ => {}
        }
        let mut head = format!("HTTP/1.1 {} Whatever\r\n", answer.status);
        for (name, value) in &answer.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        let length = answer.body.len();
        write!(
            head,
            "Content-Length: {length}\r\nConnection: close\r\n\r\n"
        )
        .unwrap();
        // The client may have gone.
        let _ = stream.write_all(head.as_bytes());
        if asked.method == "GET" {
            let _ = stream.write_all(&answer.body[..sent]);
        }
        if let Some(Fault::SilentAfter(_)) = fault {
            let _ = stream.flush();
            *self.silent.lock().unwrap() = true;
            self.fell_silent.notify_all();
            // Ends when the client closes the connection.
            let _ = stream.read(&mut [0]);
        }
    }

    fn read(&self, stream: &TcpStream) -> Option<Asked> {
        let mut lines = BufReader::new(stream).lines();
        let first = lines.next()?.ok()?;
        let mut words = first.split(' ');
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = HashMap::new();
        for line in lines {
            let line = line.ok()?;
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            headers.insert(name.to_ascii_lowercase(), value.to_owned());
        }
        let from = headers.get("range").map(|range| {
            let range = range.strip_prefix("bytes=").unwrap();
            range.split('-').next().unwrap().parse().unwrap()
        });
        let mut all = self.asked.lock().unwrap();
        let same = |other: &&Asked| other.method == method && other.path == path;
        let asked = Asked {
            before: all.iter().filter(same).count(),
            token: headers.get("authorization").cloned(),
            method,
            path,
            from,
        };
        all.push(asked.clone());
        Some(asked)
    }

    fn answer(&self, asked: &Asked) -> Answer {
        let hosted = &self.hosted;
        let path = asked.path.split('?').next().unwrap().replace("%2F", "/");
        if let Some(old) = &hosted.renamed_from {
            for prefix in ["/api/models/", "/"] {
                if let Some(rest) = path.strip_prefix(&format!("{prefix}{old}/")) {
                    let query = asked.path.split_once('?').map(|(_, query)| query);
                    let query = query.map_or(String::new(), |query| format!("?{query}"));
                    let new = format!("{prefix}{}/{rest}{query}", hosted.repository);
                    return Answer::redirect(307, new);
                }
            }
        }
        if let Some(checksum) = path.strip_prefix("/cdn/") {
            let all = hosted.at(PULL_REQUEST).unwrap().into_iter();
            let mut found = all.filter(|(_, bytes)| sha256(bytes) == checksum);
            return match found.next() {
                Some((_, bytes)) => Answer::new(200, bytes),
                None => Answer::new(404, Vec::new()),
            };
        }
        let missing = || {
            // As the hub answers who has no token: it does not say what is private.
            Answer::refusal(401, "RepoNotFound", "Invalid username or password.")
        };
        if let Some(rest) = path.strip_prefix(&format!("/api/models/{}/", hosted.repository)) {
            return if rest == "refs" {
                Self::refs()
            } else if let Some(revision) = rest.strip_prefix("revision/") {
                self.description(revision)
            } else {
                Answer::new(404, Vec::new())
            };
        }
        let resolved = path.strip_prefix(&format!("/{}/resolve/", hosted.repository));
        let Some((revision, file)) = resolved.and_then(revision_and_file) else {
            return missing();
        };
        let Some(files) = hosted.at(revision) else {
            return Answer::refusal(404, "RevisionNotFound", "Invalid rev id");
        };
        let Some((name, bytes)) = files.into_iter().find(|(name, _)| name == file) else {
            return Answer::refusal(404, "EntryNotFound", "Entry not found");
        };
        if is_large(&name) {
            let etag = format!("\"{}\"", sha256(&bytes));
            Answer::redirect(302, format!("{}/cdn/{}", self.content, sha256(&bytes)))
                .header("X-Repo-Commit", COMMIT)
                .header("X-Linked-Etag", etag)
                .header("X-Linked-Size", bytes.len().to_string())
        } else {
            let etag = format!("\"{}\"", git_blob(&bytes));
            Answer::new(200, bytes)
                .header("X-Repo-Commit", COMMIT)
                .header("ETag", etag)
        }
    }

    fn refs() -> Answer {
        let main = json!({ "name": "main", "ref": "refs/heads/main", "targetCommit": COMMIT });
        let request = json!({ "name": "7", "ref": PULL_REQUEST, "targetCommit": REQUESTED });
        let body = json!({ "branches": [main], "tags": [], "pullRequests": [request] });
        Answer::new(200, body.to_string().into_bytes())
    }

    fn description(&self, revision: &str) -> Answer {
        let Some(files) = self.hosted.at(revision) else {
            return Answer::refusal(404, "RevisionNotFound", "Invalid rev id");
        };
        let siblings: Vec<Value> = files
            .iter()
            .map(|(name, bytes)| {
                let mut sibling = json!({
                    "rfilename": name, "size": bytes.len(), "blobId": git_blob(bytes),
                });
                if is_large(name) {
                    // The blob in git is then only a pointer.
                    sibling["blobId"] = json!(git_blob(b"a pointer"));
                    sibling["lfs"] = json!({
                        "sha256": sha256(bytes), "size": bytes.len(), "pointerSize": 135,
                    });
                }
                sibling
            })
            .collect();
        let commit = if revision == PULL_REQUEST {
            REQUESTED
        } else {
            COMMIT
        };
        let body = json!({ "id": self.hosted.repository, "sha": commit, "siblings": siblings });
        Answer::new(200, body.to_string().into_bytes())
    }
}

fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

fn named(name: &str) -> Builder {
    Builder::new().name(name.to_owned())
}

/// `REVISION/FILE`, where either may have a `/` in it.
fn revision_and_file(path: &str) -> Option<(&str, &str)> {
    match path.strip_prefix("refs/pr/") {
        Some(rest) => path.split_at_checked(path.len() - rest.len() + rest.find('/')?),
        None => path.split_at_checked(path.find('/')?),
    }
    .map(|(revision, file)| (revision, file.trim_start_matches('/')))
}

fn is_large(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "safetensors" | "bin")))
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The name git gives to this content.
pub(crate) fn git_blob(bytes: &[u8]) -> String {
    let mut hasher = Sha1::new_with_prefix(format!("blob {}\0", bytes.len()));
    hasher.update(bytes);
    hexadecimal(&hasher.finalize())
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}
