//! Configurations, each with addresses that it answers.

use std::net::TcpListener;

use crate::ask::Ask;

/// One configuration.
pub struct Sample {
    pub name: String,
    /// Addresses, as they are asked for.
    pub asks: Vec<String>,
    /// As sneck reads them: a path and a text each, the one that names the others first.
    pub files: Vec<(String, String)>,
    /// The port that stands for 80.
    pub http: u16,
    /// The port that stands for 443.
    pub https: u16,
    /// The port of the program behind it.
    pub backend: u16,
    /// It is asked over TLS.
    pub tls: bool,
}

/// All of a text, with ports that are free. `=== NAME: ADDRESSES` begins a sample, `--- PATH` another file of it.
pub fn all(text: &str, path: &str, is_tls: fn(&str) -> bool) -> Vec<Sample> {
    // Kept until all are chosen, so that no port is chosen twice.
    let mut taken = Vec::new();
    let mut free = || {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        let port = listener.local_addr().expect("it has an address").port();
        taken.push(listener);
        port
    };
    let backend = free();
    let read = |section: &str| {
        let (head, text) = section.split_once('\n').expect("a head and a configuration");
        let (name, asks) = head.split_once(": ").expect("a name and addresses");
        let asks = asks.split_whitespace().map(str::to_owned).collect();
        let files = files(path, text);
        Sample { name: name.to_owned(), asks, files, http: free(), https: free(), backend, tls: is_tls(text) }
    };
    text.split("=== ").skip(1).map(read).collect()
}

fn files(path: &str, text: &str) -> Vec<(String, String)> {
    let whole = format!("{path}\n{text}");
    let file = |part: &str| part.split_once('\n').map(|(path, text)| (path.to_owned(), text.to_owned()));
    whole.split("--- ").filter_map(file).collect()
}

impl Sample {
    /// The first file.
    pub fn text(&self) -> &str {
        &self.files[0].1
    }

    /// Asks over TLS where the sample has it.
    pub fn get(&self, address: &str) -> Ask {
        // What every release of a server speaks when nothing is said.
        let newest = ["ssl_protocols TLSv1.3;", "protocols tls1.3", "SSLProtocol TLSv1.3"];
        let release = if newest.iter().any(|line| self.text().contains(line)) { "TLSv1_3" } else { "TLSv1_2" };
        let tls = self.tls.then_some(release);
        Ask {
            port: if self.tls { self.https } else { self.http },
            tls,
            text: request("GET", address, "shop.example", ""),
        }
    }

    /// Asks over plain HTTP.
    pub fn plain(&self, address: &str) -> Ask {
        Ask { port: self.http, tls: None, text: request("GET", address, "shop.example", "") }
    }

    /// Stores a file.
    pub fn put(&self, address: &str) -> Ask {
        Ask { text: request("PUT", address, "shop.example", "new"), ..self.get(address) }
    }

    /// Names one host in the address and another one beside it.
    pub fn whole_address(&self, address: &str) -> Ask {
        let text = request("GET", &format!("http://shop.example{address}"), "visitors.example", "");
        Ask { text, ..self.get(address) }
    }
}

fn request(method: &str, address: &str, host: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{method} {address} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}
