//! Which requests are not made: a `GET` may write, and says so by its name or by the view behind it.

use sneck_model::Route;

use super::likeness::decoded;
use crate::source::python::scan::views::path_says_so;

/// Files that are served as they are, whatever they are called.
const PARTS: &[&str] = &[
    ".js",
    ".mjs",
    ".css",
    ".map",
    ".png",
    ".jpg",
    ".jpeg",
    ".gif",
    ".svg",
    ".ico",
    ".webp",
    ".woff",
    ".woff2",
    ".ttf",
    ".txt",
    ".xml",
    ".pdf",
    ".md",
    "/__init__.py",
];

/// Headers by which a request is taken for another method.
const OVERRIDES: &[&str] = &["x-http-method-override", "x-http-method", "x-method-override"];

/// Methods that write (RFC 9110, RFC 4918, RFC 5789).
const WRITING: &[&str] = &[
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "MKCOL",
    "MOVE",
    "COPY",
    "LOCK",
    "UNLOCK",
    "PROPPATCH",
    "MKCALENDAR",
    "LINK",
    "UNLINK",
    "PURGE",
    "BAN",
    "ACL",
    "CHECKIN",
    "CHECKOUT",
    "MERGE",
    "REBIND",
    "UNBIND",
    "CONNECT",
];

/// What is known of views that write.
#[derive(Clone, Debug, Default)]
pub struct Careful {
    writing: Vec<String>,
}

impl Careful {
    /// From the routes that the source declares, and the folders in which its apps may begin.
    #[must_use]
    pub fn new(routes: &[Route], bases: &[&str]) -> Self {
        let writing =
            routes.iter().filter(|route| route.gets_write).map(|route| route.path.trim_start_matches(['^', '/']));
        let places = || bases.iter().copied().chain([""]);
        Self { writing: writing.flat_map(|path| places().map(move |base| format!("{base}/{path}"))).collect() }
    }

    /// Why a target is not read; nothing where reading it is harmless as far as can be told.
    #[must_use]
    pub fn why_not(&self, target: &str) -> Option<&'static str> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = decoded(path);
        if self.writing.iter().any(|rule| fits(rule, &path)) {
            return Some("the view behind it changes something");
        }
        let is_part = PARTS.iter().any(|end| path.to_ascii_lowercase().ends_with(end));
        let said = path_says_so(&words(&path)) && !is_part || path_says_so(&words(&decoded(query)));
        said.then_some("its name says that it changes something")
    }
}

/// Whether a request writes by its method, or by one that it is to be taken for.
#[must_use]
pub fn writes(method: &str, headers: &[(String, String)]) -> bool {
    let named = headers.iter().filter(|(name, _)| OVERRIDES.iter().any(|known| name.eq_ignore_ascii_case(known)));
    let mut all = named.map(|(_, value)| value.trim()).chain([method]);
    all.any(|method| WRITING.contains(&method.to_ascii_uppercase().as_str()))
}

/// Every word as a part of a path.
fn words(text: &str) -> String {
    text.chars().map(|c| if c.is_alphanumeric() { c } else { '/' }).collect()
}

/// Whether a path is one of a rule such as `/books/<int:id>/delete`: a part in brackets stands for anything.
fn fits(rule: &str, path: &str) -> bool {
    let plain = |text: &str| text.trim_matches(['/', '^', '$']).to_ascii_lowercase();
    let (rule, path) = (plain(rule), plain(path));
    let (rule, path): (Vec<&str>, Vec<&str>) = (rule.split('/').collect(), path.split('/').collect());
    let open = |part: &str| part.contains(['<', '{', '(']) || part.starts_with(':');
    let rest = rule.last().is_some_and(|last| last.starts_with("<path:") || last.ends_with(":path}"));
    let same = rule.iter().zip(&path).all(|(wanted, part)| open(wanted) || wanted == part);
    same && (rule.len() == path.len() || (rest && path.len() >= rule.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_say_so_are_not_read() {
        let careful = Careful::default();
        for target in ["/logout", "/admin/delete/3", "/reset.php", "/x?action=delete", "/api/db-init", "/a%2Flogout"] {
            assert!(careful.why_not(target).is_some(), "{target}");
        }
        for target in
            ["/", "/books/3", "/static/add-to-cart.js", "/login?next=/", "/.git/config", "/address", "/__init__.py"]
        {
            assert!(careful.why_not(target).is_none(), "{target}");
        }
    }

    #[test]
    fn a_view_that_writes_is_known_by_its_rule() {
        let careful = Careful { writing: vec!["/shelf/<int:id>/again".into(), "/files/<path:rest>".into()] };
        assert!(careful.why_not("/shelf/3/again").is_some());
        assert!(careful.why_not("/shelf/3/again/").is_some());
        assert!(careful.why_not("/files/a/b?c").is_some());
        assert!(Careful { writing: vec!["/shelf/:id/again".into()] }.why_not("/shelf/3/again").is_some());
        assert!(careful.why_not("/shelf/3").is_none());
    }

    #[test]
    fn a_method_counts_as_the_one_that_it_is_to_be_taken_for() {
        assert!(!writes("GET", &[]) && !writes("OPTIONS", &[]) && writes("post", &[]));
        assert!(writes("GET", &[("X-HTTP-Method-Override".into(), "DELETE".into())]));
    }
}
