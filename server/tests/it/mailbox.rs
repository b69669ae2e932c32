//! A mail server of a test's own.

use std::collections::BTreeMap;
use std::net::{IpAddr, TcpListener};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use mailin_embedded::{Handler, Response, Server, response};

/// What the mail server has got: the receiver, and the letter.
pub type Got = (String, String);

/// A mail server of the test's own.
pub struct Mailbox {
    pub url: String,
    pub got: Receiver<Got>,
    pub says: Arc<Mutex<BTreeMap<String, Response>>>,
    /// As long as it is there, a silent server stays silent.
    _silence: Sender<()>,
}

#[derive(Clone)]
struct Taking {
    to: String,
    text: Vec<u8>,
    sender: Arc<Mutex<Sender<Got>>>,
    /// What is said of some receivers.
    says: Arc<Mutex<BTreeMap<String, Response>>>,
    /// From which letter on the server takes letters and never says so.
    silent_from: Arc<Mutex<Option<usize>>>,
    silence: Arc<Mutex<Receiver<()>>>,
}

impl Handler for Taking {
    fn helo(&mut self, _: IpAddr, _: &str) -> Response {
        response::OK
    }

    fn rcpt(&mut self, to: &str) -> Response {
        to.clone_into(&mut self.to);
        self.text.clear();
        self.says.lock().expect("unlocked").get(to).cloned().unwrap_or(response::OK)
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.text.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let text = String::from_utf8_lossy(&self.text).into_owned();
        self.sender.lock().expect("unlocked").send((self.to.clone(), text)).expect("the test listens");
        let mut silent = self.silent_from.lock().expect("unlocked");
        if let Some(left) = silent.as_mut() {
            if *left == 1 {
                *silent = None;
                drop(silent);
                // The line stays open and nothing is said on it, until the test is over.
                let _ = self.silence.lock().expect("unlocked").recv();
                return response::NO_SERVICE;
            }
            *left -= 1;
        }
        response::OK
    }
}

/// A mail server; it goes silent at that letter.
pub fn mail_server(silent_from: Option<usize>) -> Mailbox {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    let (sender, got) = channel();
    let says = Arc::<Mutex<BTreeMap<String, Response>>>::default();
    let (silence, silent) = channel();
    let handler = Taking {
        to: String::new(),
        text: Vec::new(),
        sender: Arc::new(Mutex::new(sender)),
        says: Arc::clone(&says),
        silent_from: Arc::new(Mutex::new(silent_from)),
        silence: Arc::new(Mutex::new(silent)),
    };
    let mut server = Server::new(handler);
    server.with_name("example.org").with_tcp_listener(listener);
    std::thread::spawn(move || drop(server.serve()));
    Mailbox { url, got, says, _silence: silence }
}
