//! What an app answered.

use serde_json::Value;

/// Paths, each with its answer.
pub struct Said(pub Vec<(String, Value)>);

/// A cookie as it was set.
pub struct Cookie {
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Said {
    /// The value of a header in the first answer, those of the headers that are sent as they are included.
    pub fn header(&self, name: &str) -> Option<&str> {
        let pairs = self.first()["headers"].as_array()?;
        let mut values = pairs.iter().filter(|pair| pair[0].as_str().is_some_and(|n| n.eq_ignore_ascii_case(name)));
        values.next().and_then(|pair| pair[1].as_str())
    }

    /// The cookie of a session; signatures stand in cookies of their own.
    pub fn cookie(&self) -> Option<Cookie> {
        let line = self.header("Set-Cookie")?;
        let mut parts = line.split("; ");
        let (name, _) = parts.next()?.split_once('=')?;
        let attribute = |part: &str| match part.split_once('=') {
            Some((name, value)) => (name.to_lowercase(), value.to_owned()),
            None => (part.to_lowercase(), String::new()),
        };
        Some(Cookie { name: name.to_owned(), attributes: parts.map(attribute).collect() })
    }

    /// It was asked for a fault.
    pub fn failed(&self) -> bool {
        self.has("boom")
    }

    /// An answer shows where in the program a fault happened.
    pub fn shows_trace(&self) -> bool {
        self.at("boom").is_some_and(|answer| answer["body"].as_str().is_some_and(|body| body.contains("at ")))
    }

    /// A path was asked for.
    pub fn has(&self, word: &str) -> bool {
        self.at(word).is_some()
    }

    /// Whether a file was sent.
    pub fn sends(&self, word: &str) -> String {
        self.at(word).is_some_and(|answer| answer["status"] == 200).to_string()
    }

    /// The first answer is what the app made.
    pub fn is_of_the_app(&self) -> bool {
        self.first()["status"] == 200 && !self.lists()
    }

    /// The first answer lists a folder.
    pub fn lists(&self) -> bool {
        self.first()["body"].as_str().is_some_and(|body| body.contains("listing directory"))
    }

    fn first(&self) -> &Value {
        let plain = self.0.iter().find(|(path, _)| !path.contains("boom") && !path.contains(".env"));
        plain.or(self.0.first()).map_or(&Value::Null, |(_, answer)| answer)
    }

    fn at(&self, word: &str) -> Option<&Value> {
        self.0.iter().find(|(path, _)| path.contains(word)).map(|(_, answer)| answer)
    }
}

impl Cookie {
    pub fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}
