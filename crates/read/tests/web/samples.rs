//! Configurations, each with addresses that it answers.

use std::net::TcpListener;

use crate::nginx::Ask;

/// One configuration.
pub struct Sample {
    pub name: String,
    /// Addresses, as they are asked for.
    pub asks: Vec<String>,
    /// As sneck reads it.
    pub text: String,
    /// The port that stands for 80.
    pub http: u16,
    /// The port that stands for 443.
    pub https: u16,
}

/// All of them, with ports that are free, and one more for the program behind them.
pub fn all() -> (Vec<Sample>, u16) {
    let sections = include_str!("samples.txt").split("=== ").skip(1);
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
        Sample { name: name.to_owned(), asks, text: text.to_owned(), http: free(), https: free() }
    };
    (sections.map(read).collect(), backend)
}

impl Sample {
    fn is_tls(&self) -> bool {
        self.text.contains("listen 443")
    }

    /// Asks over TLS where the sample has it.
    pub fn get(&self, address: &str) -> Ask {
        // What every release of nginx speaks when nothing is said.
        let release = if self.text.contains("ssl_protocols TLSv1.3;") { "TLSv1_3" } else { "TLSv1_2" };
        let tls = self.is_tls().then_some(release);
        Ask {
            port: if self.is_tls() { self.https } else { self.http },
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
