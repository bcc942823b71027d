//! What a file of Terraform says, in one form for its own language and for JSON.

/// Attributes and blocks between braces, or of a whole file.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Name, line of the name, value.
    pub attributes: Vec<(String, u32, Expr)>,
    /// Blocks in order.
    pub blocks: Vec<Block>,
}

impl Body {
    /// The value of an attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Expr> {
        self.attributes.iter().find(|(own, ..)| own == name).map(|(_, _, value)| value)
    }
}

/// `resource "aws_s3_bucket" "logs" { … }`
#[derive(Clone, Debug)]
pub struct Block {
    /// `resource`
    pub kind: String,
    /// `aws_s3_bucket`, `logs`
    pub labels: Vec<String>,
    /// Line of the kind, from 1.
    pub line: u32,
    /// What stands in it.
    pub body: Body,
}

/// An expression and the line it begins on.
#[derive(Clone, Debug)]
pub struct Expr {
    /// From 1.
    pub line: u32,
    /// What it is.
    pub form: Form,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum Form {
    /// `null`
    Null,
    /// `true`
    Bool(bool),
    /// `1.5`
    Number(f64),
    /// `"…"` without anything to fill in, and the line on which its own text begins.
    Text(String, u32),
    /// `"…${…}…"`, and the line on which its own text begins.
    Template(Vec<Part>, u32),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{ a = 1 }`; a bare word as a key is text.
    Object(Vec<(Expr, Expr)>),
    /// `var`, `local`, `aws_s3_bucket`, or a name that a `for` gives.
    Name(String),
    /// `a.b[0]`
    Steps(Box<Expr>, Vec<Step>),
    /// `f(a, b...)`; true when the last argument is a list to spread.
    Call(String, Vec<Expr>, bool),
    /// `a ? b : c`
    Choice(Box<[Expr; 3]>),
    /// `-a`, `!a`
    Unary(char, Box<Expr>),
    /// `a + b`
    Binary(&'static str, Box<[Expr; 2]>),
    /// `[for x in y : z if w]`, `{for …}`
    For(Box<For>),
    /// What this reader has no form for, in words.
    Strange(&'static str),
}

/// One step from a value to a part of it.
#[derive(Clone, Debug)]
pub enum Step {
    /// `.name`
    Name(String),
    /// `[…]`
    Index(Expr),
    /// `.*`: the names that follow are taken of each.
    EachName,
    /// `[*]`: all that follows is taken of each.
    Each,
}

/// A comprehension.
#[derive(Clone, Debug)]
pub struct For {
    /// Name of the key or index, if it has one.
    pub key_name: Option<String>,
    /// Name of the value.
    pub value_name: String,
    /// What is gone through.
    pub over: Expr,
    /// Of an object: the key.
    pub key: Option<Expr>,
    /// The value.
    pub value: Expr,
    /// Only those for which this holds.
    pub only: Option<Expr>,
    /// `...`: values of one key are gathered.
    pub grouped: bool,
}

/// Part of a template.
#[derive(Clone, Debug)]
pub enum Part {
    /// Text as it stands.
    Text(String),
    /// `${…}`
    Value(Expr),
    /// `%{ if … }…%{ else }…%{ endif }`
    If(Expr, Vec<Part>, Vec<Part>),
    /// `%{ for x in y }…%{ endfor }`: names, collection, what is repeated.
    For(Option<String>, String, Expr, Vec<Part>),
}
