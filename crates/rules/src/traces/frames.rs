//! Frames of stack traces: a language prints each of them in one form.

use super::text;

/// What one line of a trace looks like, and how many make one.
struct Form {
    language: &'static str,
    /// Must stand somewhere, where the language prints a head.
    head: &'static str,
    frame: fn(&str) -> bool,
    least: usize,
}

const FORMS: &[Form] = &[
    Form { language: "Python", head: "(most recent call last)", frame: python, least: 1 },
    Form { language: "Java", head: "", frame: java, least: 2 },
    Form { language: "JavaScript", head: "", frame: node, least: 2 },
    Form { language: "PHP", head: "", frame: php, least: 1 },
    Form { language: "Ruby", head: "", frame: ruby, least: 2 },
    Form { language: ".NET", head: "   at ", frame: dotnet, least: 1 },
    Form { language: ".NET", head: "   at ", frame: dotnet_release, least: 2 },
    Form { language: "Go", head: "goroutine ", frame: go, least: 1 },
    Form { language: "Perl", head: "", frame: perl, least: 1 },
    Form { language: "Rust", head: "panicked at ", frame: rust, least: 1 },
    Form { language: "Elixir", head: "", frame: elixir, least: 2 },
    Form { language: "Lua", head: "stack traceback:", frame: lua, least: 1 },
];

/// The language whose stack trace a body shows.
pub(crate) fn language(body: &str) -> Option<&'static str> {
    let of_page = || body.contains("</").then(|| of(&text::lines(body))).flatten();
    of(body).or_else(of_page)
}

fn of(text: &str) -> Option<&'static str> {
    let plain = plain(text);
    let shown =
        |form: &&Form| plain.contains(form.head) && plain.lines().filter(|l| (form.frame)(l)).count() >= form.least;
    let mut all = FORMS.iter().filter(shown).map(|form| form.language);
    let first = all.next();
    // Two may be one error that crosses from one into the other; more are a collection of examples.
    first.filter(|_| all.count() < EXAMPLES - 1)
}

/// Languages from which on a page shows what traces look like.
const EXAMPLES: usize = 3;

/// Line ends and signs as they were before they became HTML or JSON.
pub(super) fn plain(body: &str) -> String {
    const SPELT: &[(&str, &str)] = &[
        ("\\n", "\n"),
        ("\\\"", "\""),
        ("<br>", "\n"),
        ("<br/>", "\n"),
        ("<br />", "\n"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&#47;", "/"),
        ("&#x2F;", "/"),
    ];
    SPELT.iter().fold(
        body.to_owned(),
        |text, (spelt, sign)| {
            if text.contains(spelt) { text.replace(spelt, sign) } else { text }
        },
    )
}

/// `File "/srv/shop/app.py", line 12, in view`; Sanic writes no quotation marks.
fn python(line: &str) -> bool {
    let quoted = || line.split_once("File \"")?.1.split_once("\", line ");
    let bare = || line.trim_start().strip_prefix("File ")?.split_once(".py, line ");
    quoted().or_else(bare).is_some_and(|(_, rest)| starts_with_digit(rest))
}

/// `at com.shop.Cart.add(Cart.java:41)`.
fn java(line: &str) -> bool {
    let at = line.trim_start().strip_prefix("at ");
    let inner = at.and_then(|call| call.split_once('(')).filter(|(name, _)| name.contains('.') && !name.contains(' '));
    inner.is_some_and(|(_, place)| {
        let source = |ending: &str| place.split_once(ending).is_some_and(|(_, rest)| starts_with_digit(rest));
        source(".java:") || source(".kt:") || source(".scala:") || place.starts_with("Native Method)")
    })
}

/// `at view (/srv/shop/app.js:12:5)`, `at /srv/shop/app.js:12:5`, `at Module._compile (node:internal/…:12:5)`.
fn node(line: &str) -> bool {
    let Some(at) = line.trim_start().strip_prefix("at ") else { return false };
    let place = at.rsplit_once('(').map_or(at, |(_, place)| place).trim_end_matches(|c: char| !c.is_ascii_digit());
    let mut parts = place.rsplitn(3, ':');
    let numbers = parts.next().is_some_and(is_number) && parts.next().is_some_and(is_number);
    let file = parts.next().unwrap_or_default();
    numbers && ([".js", ".ts", ".mjs", ".cjs"].iter().any(|end| file.ends_with(end)) || file.starts_with("node:"))
}

/// `#0 /srv/shop/index.php(12): view()`, `in /srv/shop/index.php on line 12`, `in <b>/srv/…</b> on line <b>12</b>`.
fn php(line: &str) -> bool {
    let numbered = line.trim_start().strip_prefix('#').is_some_and(|rest| {
        starts_with_digit(rest) && rest.split_once(".php(").is_some_and(|(_, rest)| starts_with_digit(rest))
    });
    let said = line.split_once(".php").is_some_and(|(_, rest)| {
        let rest = rest.trim_start_matches("</b>");
        rest.strip_prefix(" on line ").is_some_and(|rest| starts_with_digit(rest.trim_start_matches("<b>")))
    });
    numbered || said
}

/// `/srv/shop/app.rb:12:in 'view'`.
fn ruby(line: &str) -> bool {
    let Some((_, rest)) = line.split_once(".rb:") else { return false };
    let (number, rest) = rest.split_once(':').unwrap_or((rest, ""));
    is_number(number) && (rest.starts_with("in `") || rest.starts_with("in '"))
}

/// `at Shop.Cart.Add(Int32 id) in C:\shop\Cart.cs:line 12`.
fn dotnet(line: &str) -> bool {
    let at = line.trim_start().strip_prefix("at ");
    at.is_some_and(|call| {
        call.split_once(" in ")
            .is_some_and(|(_, place)| place.rsplit_once(":line ").is_some_and(|(_, number)| starts_with_digit(number)))
    })
}

/// `at Shop.Cart.Add(Int32 id, String name)`, as a build without symbols prints it. Packages of Java begin in lower case.
fn dotnet_release(line: &str) -> bool {
    let Some((name, rest)) = line.trim_start().strip_prefix("at ").and_then(|call| call.split_once('(')) else {
        return false;
    };
    let parts =
        name.split('.').count() > 2 && name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains(' ');
    let of = |argument: &str| argument.trim().split(' ').count() == 2 && !argument.contains([':', '/']);
    let arguments = rest.trim_end().strip_suffix(')');
    parts && arguments.is_some_and(|all| all.is_empty() || all.split(", ").all(of))
}

/// `/srv/shop/main.go:12 +0x1d`.
fn go(line: &str) -> bool {
    line.split_once(".go:").is_some_and(|(_, rest)| starts_with_digit(rest) && rest.contains(" +0x"))
}

/// `… at /srv/shop/app.pl line 12.`
fn perl(line: &str) -> bool {
    let file = |end: &str| {
        line.split_once(end).is_some_and(|(before, rest)| {
            let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
            before.contains(" at /") && !number.is_empty() && rest[number.len()..].starts_with('.')
        })
    };
    file(".pl line ") || file(".pm line ") || file(".cgi line ")
}

/// `thread 'main' panicked at src/main.rs:12:5`.
fn rust(line: &str) -> bool {
    let Some((_, place)) = line.split_once("panicked at ") else { return false };
    place.split_once(".rs:").is_some_and(|(_, rest)| starts_with_digit(rest))
}

/// `(shop 0.1.0) lib/shop/cart.ex:12: Shop.Cart.add/2`.
fn elixir(line: &str) -> bool {
    line.trim_start().starts_with('(')
        && [".ex:", ".exs:"].iter().any(|end| line.split_once(end).is_some_and(|(_, rest)| starts_with_digit(rest)))
}

/// `app.lua:12: in function 'view'`.
fn lua(line: &str) -> bool {
    line.split_once(".lua:").is_some_and(|(_, rest)| starts_with_digit(rest) && rest.contains(": in "))
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own_frames() {
        let table = [
            (
                "Traceback (most recent call last):\n  File \"/srv/app.py\", line 3, in view\nKeyError: 'x'",
                Some("Python"),
            ),
            (
                "{\"detail\": \"Traceback (most recent call last):\\n  File \\\"/a.py\\\", line 3, in f\\n\"}",
                Some("Python"),
            ),
            (
                "java.lang.NullPointerException\n\tat com.shop.Cart.add(Cart.java:41)\n\tat com.shop.Main.main(Main.java:3)",
                Some("Java"),
            ),
            (
                "TypeError: x<br> &nbsp; &nbsp;at view (/srv/app.js:1:2)<br> &nbsp; &nbsp;at node:internal/main:3:4",
                Some("JavaScript"),
            ),
            (
                "Traceback of shop (most recent call last):\n\n  KeyError: 'x'\n    File /srv/app.py, line 3, in view\n    x",
                Some("Python"),
            ),
            (
                "<ul id=\"stacktrace\"><li> &nbsp; &nbsp;at view (/srv/app.js:1:2)</li><li> &nbsp; &nbsp;at /srv/b.js:3:4</li></ul>",
                Some("JavaScript"),
            ),
            (
                "<div><a href=#>app/shop.rb:12:in `view&#39;</a></div><div><a>lib/<b>call.rb</b>:20:in `call&#39;</a></div>",
                Some("Ruby"),
            ),
            ("<b>Warning</b>: x in <b>/srv/index.php</b> on line <b>12</b>", Some("PHP")),
            ("PDOException\n#0 /srv/index.php(12): view()", Some("PHP")),
            ("/srv/app.rb:12:in 'view'\n/srv/app.rb:20:in `call'", Some("Ruby")),
            ("System.Exception: x\n   at Shop.Cart.Add(Int32 id) in C:\\shop\\Cart.cs:line 12", Some(".NET")),
            (
                "System.Exception: x\n   at Shop.Cart.Add(Int32 id, String name)\n   at Shop.Program.Main()",
                Some(".NET"),
            ),
            ("goroutine 1 [running]:\nmain.view()\n\t/srv/main.go:12 +0x1d", Some("Go")),
            ("Can't locate X at /srv/app.pl line 12.", Some("Perl")),
            ("thread 'main' panicked at src/main.rs:12:5:\nx", Some("Rust")),
            ("** (KeyError)\n    (shop 0.1.0) lib/a.ex:1: A.f/1\n    (plug 1.0.0) lib/b.ex:2: B.g/2", Some("Elixir")),
            ("stack traceback:\n\tapp.lua:12: in function 'view'", Some("Lua")),
        ];
        for (body, expected) in table {
            assert_eq!(language(body), expected, "{body}");
        }
    }

    #[test]
    fn text_about_errors_has_no_frames() {
        for body in [
            "An error occurred. See the traceback in the log.",
            "Traceback (most recent call last) is what Python prints first.",
            "We meet at home (in the garden: 12:5).",
            "<p>Error in line 12 of your form.</p>",
            "at 12:30 (noon)",
        ] {
            assert_eq!(language(body), None, "{body}");
        }
    }
}
