//! `code/xxe`: XML is read by a parser that fetches what the text names.

use sneck_model::Example::{Bad, Good};
use sneck_model::{Call, Check, Facts, Rule, Severity, Standing, Step, Strength, Value, Verdicts};

use crate::common::{Fault, file_of};

/// The rule.
pub static RULE: Rule = Rule {
    id: "code/xxe",
    title: "The XML parser fetches what a document names",
    severity: Severity::High,
    checklist: "XML parsers follow no references out of a document",
    why: "A document can name a file or an address and have the parser put its content in place of an entity. Whoever sends \
          such a document reads files of the server, asks machines that only the server reaches, and can fill its \
          memory. Parsers have a switch for it, which is off where it is not needed.",
    remedy: "Leave the switch off, or read with `defusedxml`, which refuses such documents:\n\n\
             from defusedxml.ElementTree import fromstring",
    remedies: &[],
    references: &[
        "https://docs.python.org/3/library/xml.html#xml-security",
        "https://lxml.de/FAQ.html#how-do-i-use-lxml-safely-as-a-web-service-endpoint",
        "https://cheatsheetseries.owasp.org/cheatsheets/XML_External_Entity_Prevention_Cheat_Sheet.html",
    ],
    cwe: &[611, 776],
    since: "0.1",
    examples: &[
        Bad(r#"=== app.py
from lxml import etree
from flask import Flask, request

app = Flask(__name__)

@app.post("/import")
def take_in():
    parser = etree.XMLParser(resolve_entities=True)
    return etree.fromstring(request.data, parser)
"#),
        Bad(r#"=== app.py
from xml.sax import make_parser
from xml.sax.handler import feature_external_ges

def parser():
    parser = make_parser()
    parser.setFeature(feature_external_ges, True)
    return parser
"#),
        Good(
            r#"=== app.py
from lxml import etree
from flask import Flask, request

app = Flask(__name__)

@app.post("/import")
def take_in():
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(request.data, parser)
"#,
        ),
        Good(
            r#"=== app.py
from xml.sax import make_parser
from xml.sax.handler import feature_external_ges

def parser():
    parser = make_parser()
    parser.setFeature(feature_external_ges, False)
    return parser
"#,
        ),
    ],
    asks: None,
    check: Check::Native(check),
    mend: None,
};

/// Options of lxml's parser that let it out of the document, and the value that does.
const OPTIONS: &[(&str, bool)] = &[("resolve_entities", true), ("load_dtd", true), ("no_network", false)];

/// Features of SAX that do.
const FEATURES: &[&str] = &["feature_external_ges", "feature_external_pes"];

fn check(facts: &Facts, out: &mut Verdicts) {
    for call in &facts.calls {
        let wrong = match call.function.as_str() {
            "lxml.etree.XMLParser" => of_lxml(call),
            "xml.sax.xmlreader.XMLReader.setFeature" => of_sax(call),
            _ => continue,
        };
        let (subject, standing) = (file_of(&call.place), Standing::Kind(call.kind));
        let step = |says: &str| vec![Step::new(call.place.clone(), says)];
        match wrong {
            None => out.passes(&subject, standing, step("stays within the document")),
            Some((severity, says)) => {
                let fault = Fault::new(format!("The XML parser {says}.")).severity(severity);
                fault.at(out, &subject, standing, Strength::Shows, step(&says));
            }
        }
    }
}

fn of_lxml(call: &Call) -> Option<(Severity, String)> {
    let is = |(name, bad): &&(&str, bool)| call.keyword(name).is_some_and(|a| a.value == Value::Bool(*bad));
    let (name, _) = OPTIONS.iter().find(is)?;
    Some(match *name {
        "resolve_entities" => (Severity::High, "puts files in place of the entities that a document names".to_owned()),
        _ => (Severity::Medium, format!("fetches what a document names (`{name}`)")),
    })
}

fn of_sax(call: &Call) -> Option<(Severity, String)> {
    let named = call.argument("name", 0)?;
    let on = call.argument("state", 1).is_some_and(|state| state.value.is_true() || state.value == Value::Int(1));
    let is_one = FEATURES.iter().any(|feature| named.source.ends_with(feature));
    (on && is_one).then(|| (Severity::High, "puts files in place of the entities that a document names".to_owned()))
}
