//! Taking something out of documents: paths in JSON, elements of HTML and XML.

mod jq;
mod markup;
mod xpath;

pub use jq::JsonPath;
pub use markup::Document;
pub use xpath::XPath;
