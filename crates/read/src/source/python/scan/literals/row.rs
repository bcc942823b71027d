//! Rows of literals, each literal once.

use ruff_python_ast::{Expr, InterpolatedStringElement};
use ruff_text_size::{Ranged, TextRange, TextSize};
use sneck_model::{Kind, Literal, LiteralForm};

use super::super::scope::Scopes;
use super::super::{names, value};
use super::refused::Refused;
use crate::hash::{Map, Set};
use crate::kind;
use crate::source::literals::{self, Sense};

/// A value that is bound to a name.
pub struct Bound<'b> {
    /// The name.
    pub name: &'b str,
    /// The value.
    pub value: &'b Expr,
    /// The account that stands beside it.
    pub user: Option<&'b str>,
    /// It is handed to a call.
    pub in_call: bool,
}

/// Rows, and where the literals stand that have one.
#[derive(Default)]
pub struct Rows<'a> {
    /// What was found.
    pub found: Vec<Literal>,
    seen: Set<TextSize>,
    muted: u32,
    /// What a condition compares with is turned away.
    pub refusing: bool,
    /// Names that are only refused; gathered when it is first asked.
    pub refused: Option<Refused<'a>>,
    senses: Map<String, Option<Sense>>,
    /// What stands under a key such as `connection_examples`.
    examples: Vec<TextRange>,
}

impl Rows<'_> {
    /// What follows is documentation: examples of an API description, help texts.
    pub fn mute(&mut self) {
        self.muted += 1;
    }

    /// It no longer is.
    pub fn unmute(&mut self) {
        self.muted = self.muted.saturating_sub(1);
    }

    /// What stands in this expression is an example.
    pub fn example(&mut self, expr: &Expr) {
        self.examples.push(expr.range());
    }

    /// A value under a name: a row if the name announces a credential and the value can be one.
    pub fn bound(&mut self, scopes: &Scopes<'_>, bound: &Bound<'_>) {
        let Some(literal) = literal_in(bound.value) else { return };
        let text = String::from_utf8_lossy(&literal.bytes);
        if self.url(scopes, bound.name, literal.expr, &text) {
            return;
        }
        let Some(sense) = self.sense(bound.name) else { return };
        let paired = bound.user.is_some() && sense == Sense::Password && !is_field_map(bound.user, &text);
        let wrapped = bound.in_call && literal.hashed;
        if !literals::accepts(sense, bound.name, &text, paired || wrapped) {
            return;
        }
        let form = if paired { LiteralForm::Pair } else { LiteralForm::Named };
        let user = bound.user.filter(|_| paired);
        self.push(scopes, bound.name, form, literal.expr, &literal.bytes, user);
    }

    /// What a name announces. The same few names stand in a file again and again.
    fn sense(&mut self, name: &str) -> Option<Sense> {
        if let Some(known) = self.senses.get(name) {
            return *known;
        }
        let sense = literals::sense(name);
        self.senses.insert(name.to_owned(), sense);
        sense
    }

    /// A URL with a password in it. True when there was one.
    pub fn url(&mut self, scopes: &Scopes<'_>, name: &str, expr: &Expr, text: &str) -> bool {
        let Some(found) = literals::url_credentials(text) else { return false };
        let at = self.found.len();
        self.push(scopes, name, LiteralForm::Url, expr, found.password.as_bytes(), Some(found.user));
        if let Some(row) = self.found.get_mut(at) {
            row.service = Some(found.service);
            row.user = row.user.take().filter(|u| !u.is_empty());
        }
        true
    }

    /// A row for a literal, unless it has one.
    pub fn push(
        &mut self,
        scopes: &Scopes<'_>,
        name: &str,
        form: LiteralForm,
        at: &Expr,
        bytes: &[u8],
        user: Option<&str>,
    ) {
        if self.muted > 0 || !self.seen.insert(at.range().start()) {
            return;
        }
        self.found.push(Literal {
            name: name.to_owned(),
            form,
            value: literals::secret(bytes),
            user: user.map(str::to_owned),
            service: None,
            place: scopes.module.file.place(at.range()),
            kind: if self.is_example(at) { Kind::Example } else { kind_of(scopes) },
        });
    }
}

impl Rows<'_> {
    fn is_example(&self, expr: &Expr) -> bool {
        self.examples.iter().any(|range| range.contains_range(expr.range()))
    }
}

/// The kind of the file, unless the class or function is for tests or development by its name.
fn kind_of(scopes: &Scopes<'_>) -> Kind {
    let file = scopes.module.file.kind;
    let function = scopes.function().is_some_and(|f| f.name.starts_with("test_"));
    if function && file == Kind::Production {
        return Kind::Test;
    }
    scopes.class().and_then(kind::of_class).filter(|_| file == Kind::Production).unwrap_or(file)
}

/// A literal, maybe wrapped by what only changes its form.
pub struct Wrapped<'e> {
    /// The literal.
    pub expr: &'e Expr,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// It is hashed as a password, so that it is one.
    pub hashed: bool,
}

/// Wrappers that leave the value what it is.
const WRAPPERS: &[&str] =
    &["SecretStr", "SecretBytes", "Secret", "str", "bytes", "quote_plus", "quote", "Fernet", "b64encode"];
/// Wrappers that take a password.
const HASHERS: &[&str] = &[
    "generate_password_hash",
    "hash_password",
    "hashpw",
    "make_password",
    "encrypt_password",
    "get_password_hash",
    "hash",
];

/// Wrappers within wrappers are looked through this deep.
const DEPTH: u32 = 4;

/// The literal that an expression is, or wraps.
pub fn literal_in(expr: &Expr) -> Option<Wrapped<'_>> {
    unwrapped(expr, DEPTH)
}

fn unwrapped(expr: &Expr, depth: u32) -> Option<Wrapped<'_>> {
    if let Some(bytes) = value::literal_bytes(expr) {
        return Some(Wrapped { expr, bytes, hashed: false });
    }
    let depth = depth.checked_sub(1)?;
    let Expr::Call(call) = expr else { return None };
    let last = names::last_part(&call.func)?;
    if let Expr::Attribute(attribute) = call.func.as_ref()
        && matches!(last, "encode" | "decode" | "strip")
    {
        return unwrapped(&attribute.value, depth);
    }
    let hashed = HASHERS.contains(&last);
    (hashed || WRAPPERS.contains(&last)).then_some(())?;
    let inner = unwrapped(call.arguments.args.first()?, depth)?;
    Some(Wrapped { hashed: hashed || inner.hashed, ..inner })
}

/// The account's name, when a name and its value are one.
pub fn user(scopes: &Scopes<'_>, name: &str, value: &Expr) -> Option<String> {
    literals::is_user(name).then(|| value::text(scopes, value))?.filter(|user| is_account(user))
}

/// The account among entries that stand together; `name` is one when nothing better is there.
pub fn user_among<'e>(
    scopes: &Scopes<'_>,
    entries: impl Iterator<Item = (&'e str, &'e Expr)> + Clone,
) -> Option<String> {
    let called = |(name, value): (&str, &Expr)| {
        (name == "name").then(|| value::text(scopes, value))?.filter(|user| is_account(user))
    };
    entries.clone().find_map(|(name, value)| user(scopes, name, value)).or_else(|| entries.clone().find_map(called))
}

fn is_account(user: &str) -> bool {
    !user.is_empty()
        && user.len() <= 64
        && !user.contains(char::is_whitespace)
        && !literals::is_filled_in_elsewhere(user)
}

/// `{"username": "username", "password": "password"}`: names of fields, not an account.
fn is_field_map(user: Option<&str>, password: &str) -> bool {
    const FIELDS: &[&str] = &[
        "username",
        "user",
        "login",
        "email",
        "name",
        "string",
        "str",
        "text",
        "user_name",
        "varchar",
        "userid",
        "account",
    ];
    let folded = |text: &str| text.to_ascii_lowercase();
    user.is_some_and(|u| FIELDS.contains(&folded(u).as_str())) && literals::is_plain_word(&folded(password))
}

/// The text of an f-string with `{}` where it is filled in.
pub fn outline(expr: &Expr) -> Option<String> {
    let Expr::FString(f) = expr else { return None };
    let mut text = String::new();
    for element in f.value.elements() {
        match element {
            InterpolatedStringElement::Literal(literal) => text.push_str(&literal.value),
            InterpolatedStringElement::Interpolation(_) => text.push_str("{}"),
        }
    }
    text.contains("://").then_some(text)
}
