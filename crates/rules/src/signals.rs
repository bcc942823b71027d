//! What gives a framework's debugger away in an answer: by the structure of its pages, two marks each.

use sneck_model::{Ask, Exchange, Facts, Origin, Request};

use crate::{asking, debug_pages};

/// The debugger's own script, under a path that nothing else has; its console; and a path that does not exist, which the
/// debug modes of other frameworks explain. None of them causes an error, and the PIN is never tried.
pub(crate) fn asks(facts: &Facts) -> Vec<Ask> {
    let word = facts.nonces.word("app/debug-mode", 12);
    let script = format!("/{word}?__debugger__=yes&cmd=resource&f=debugger.js");
    let targets = [
        (script, "whether Werkzeug's debugger serves its script"),
        ("/console".into(), "whether Werkzeug's console opens"),
        (format!("/{word}"), "how a path that does not exist is explained"),
    ];
    let to = |(target, why): &(String, &str)| {
        let request = |(origin, base)| Ask::request(Request::of("GET", origin, format!("{base}{target}")), *why);
        asking::places(facts).map(request).collect::<Vec<_>>()
    };
    let mut asks: Vec<Ask> = targets.iter().flat_map(to).collect();
    asks.extend(facts.origins.iter().flat_map(|origin| starlette_asks(facts, origin)));
    asks
}

/// Pages that answered with a trace through Starlette are asked for once more, as a browser asks: then its debugger shows
/// itself, and a handler that was written so does not.
fn starlette_asks<'f>(facts: &'f Facts, origin: &'f Origin) -> impl Iterator<Item = Ask> + 'f {
    let traced = |answer: &&Exchange| {
        let trace = answer.body.contains("Traceback (most recent call last)");
        answer.origin == *origin && answer.method == "GET" && answer.status == 500 && trace
    };
    let through = |answer: &&Exchange| answer.body.contains("starlette/middleware/errors.py");
    let again = |answer: &Exchange| {
        let request = Request::of("GET", origin, answer.target()).header("Accept", "text/html");
        Ask::request(request, "whether a trace is that of Starlette's debugger")
    };
    facts.exchanges.iter().filter(traced).filter(through).take(TRACES).map(again)
}

/// Pages of one origin with a trace that are asked for once more, at most.
const TRACES: usize = 3;

/// What a debugger lets a visitor do, from the least to the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Console {
    /// Shows source code and values, and runs nothing.
    Off,
    /// The debugger is there; what it lets one do is not told.
    Untold,
    /// Runs code for whoever knows the PIN.
    Locked,
    /// Runs code, no questions asked.
    Open,
}

/// A debugger that an answer shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Debugger {
    /// What it lets a visitor do.
    pub(crate) console: Console,
    /// What was seen, as a clause.
    pub(crate) says: &'static str,
}

/// The debugger that an answer shows, if it shows one.
pub(crate) fn debugger(answer: &Exchange) -> Option<Debugger> {
    werkzeug_resource(answer)
        .or_else(|| werkzeug_page(answer))
        .or_else(|| django_page(answer))
        .or_else(|| starlette_page(answer))
        .or_else(|| debug_pages::says(answer).map(|says| Debugger { console: Console::Off, says }))
}

/// The debugger's own script, which it serves under any path.
fn werkzeug_resource(answer: &Exchange) -> Option<Debugger> {
    let asked = answer.url.contains("__debugger__=yes") && answer.url.contains("cmd=resource");
    let marks = answer.body.contains("EVALEX_TRUSTED") && answer.body.contains("initPinBox");
    // A page or a document that quotes the script, under every name, is no script.
    let is_script = answer.header("content-type").any(|kind| kind.contains("javascript"));
    let console = Console::Untold;
    let says = "serves the script of Werkzeug's debugger";
    (asked && answer.status == 200 && marks && is_script).then_some(Debugger { console, says })
}

/// A traceback, or the console: both carry the switches in a script, `EVALEX = true`.
fn werkzeug_page(answer: &Exchange) -> Option<Debugger> {
    let body = &answer.body;
    // It is the title of the page itself, and not of one that is quoted further down.
    let title = body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    let is_page =
        title.is_some_and(|(title, _)| title.ends_with("// Werkzeug Debugger")) && body.contains("CONSOLE_MODE =");
    let console = match (switch(body, "EVALEX"), switch(body, "EVALEX_TRUSTED")) {
        (Some(false), _) => Console::Off,
        (Some(true), Some(true)) => Console::Open,
        (Some(true), Some(false)) => Console::Locked,
        _ => Console::Untold,
    };
    let says = if switch(body, "CONSOLE_MODE") == Some(true) {
        "is the interactive console of Werkzeug's debugger"
    } else {
        "is a traceback of Werkzeug's debugger"
    };
    is_page.then_some(Debugger { console, says })
}

/// The value of `NAME = true` in the debugger's own script.
fn switch(body: &str, name: &str) -> Option<bool> {
    let (_, after) = body.split_once(&format!("{name} ="))?;
    let word = after.trim_start();
    if word.starts_with("true") {
        Some(true)
    } else if word.starts_with("false") {
        Some(false)
    } else {
        None
    }
}

/// Django's technical pages, of an error and of an unknown address.
fn django_page(answer: &Exchange) -> Option<Debugger> {
    let because = answer.body.contains("DEBUG = True</code>") && answer.body.contains("seeing this error because");
    let details = ["Using the URLconf defined in", "Request Method:", "Django Version:", "Exception Type:"];
    let detailed = details.iter().any(|mark| answer.body.contains(mark));
    // An article that quotes the page has not its parts.
    let parts = ["id=\"summary\"", "id=\"explanation\""].iter().all(|part| answer.body.contains(part));
    let says = "is a technical error page of Django's debug mode";
    (because && detailed && parts && answer.status >= 400).then_some(Debugger { console: Console::Off, says })
}

/// The page of `starlette/middleware/errors.py`, `ServerErrorMiddleware.generate_html`.
fn starlette_page(answer: &Exchange) -> Option<Debugger> {
    let is_page = answer.body.contains("<title>Starlette Debugger</title>");
    let frames = answer.body.contains("class=\"traceback-container\"") && answer.body.contains("class=\"frame-line\"");
    let says = "is a traceback of Starlette's debug mode";
    (is_page && frames && answer.status == 500).then_some(Debugger { console: Console::Off, says })
}

#[cfg(test)]
mod tests {
    use sneck_model::{Kind, Origin};

    use super::*;

    fn answer(url: &str, status: u16, body: &str) -> Exchange {
        let origin = Origin { url: "http://app.test".into(), kind: Kind::Production, name: None };
        Exchange { body: body.into(), ..Exchange::new(origin, "GET", url, status) }
    }

    fn page(console: &str, evalex: &str, trusted: &str) -> Exchange {
        let body = format!(
            "<title>ZeroDivisionError: division by zero // Werkzeug Debugger</title><script>\n var CONSOLE_MODE = \
             {console},\n EVALEX = {evalex},\n EVALEX_TRUSTED = {trusted},\n SECRET = \"x\";"
        );
        answer("http://app.test/boom", 500, &body)
    }

    #[test]
    fn a_traceback_says_whether_a_pin_stands_before_the_console() {
        let console = |evalex, trusted| debugger(&page("false", evalex, trusted)).unwrap().console;
        assert_eq!(console("true", "true"), Console::Open);
        assert_eq!(console("true", "false"), Console::Locked);
        assert_eq!(console("false", "true"), Console::Off);
        assert!(debugger(&page("true", "true", "false")).unwrap().says.contains("console"));
    }

    #[test]
    fn the_debuggers_script_needs_its_address_and_both_marks() {
        let url = "http://app.test/x?__debugger__=yes&cmd=resource&f=debugger.js";
        let script = "if (!EVALEX_TRUSTED) { initPinBox(); }";
        let of = |kind: &str, url: &str, status: u16, body: &str| {
            let headers = vec![("Content-Type".to_owned(), kind.to_owned())];
            debugger(&Exchange { headers, ..answer(url, status, body) }).map(|found| found.console)
        };
        let javascript = "text/javascript; charset=utf-8";
        assert_eq!(of(javascript, url, 200, script), Some(Console::Untold));
        assert_eq!(of(javascript, url, 200, "EVALEX_TRUSTED"), None);
        assert_eq!(of(javascript, "http://app.test/debugger.js", 200, script), None);
        assert_eq!(of(javascript, url, 404, script), None);
        assert_eq!(of("text/html", url, 200, &format!("<p>Look for {script}")), None);
        assert_eq!(of("application/json", url, 200, &format!("[\"Look for {script}\"]")), None);
    }

    #[test]
    fn a_page_that_only_speaks_of_debuggers_is_none() {
        let blog = "<title>How I use the Werkzeug Debugger</title><p>Never set DEBUG = True";
        assert_eq!(debugger(&answer("http://app.test/", 200, blog)), None);
        let quoted = format!("<title>Blog</title><template>{}</template>", page("false", "true", "false").body);
        assert_eq!(debugger(&answer("http://app.test/", 200, &quoted)), None);
    }

    #[test]
    fn djangos_page_needs_two_marks() {
        let quoted = "<p>Using the URLconf defined in <code>shop.urls</code></p> You’re seeing this error because you have \
                      <code>DEBUG = True</code>";
        let page =
            format!("<header id=\"summary\">Page not found</header><footer id=\"explanation\">{quoted}</footer>");
        assert_eq!(
            debugger(&answer("http://app.test/nowhere", 404, &page)).unwrap().says,
            "is a technical error page of Django's debug mode"
        );
        assert_eq!(debugger(&answer("http://app.test/nowhere", 404, quoted)), None, "an article quotes it");
        assert_eq!(debugger(&answer("http://app.test/nowhere", 404, "<code>DEBUG = True</code>")), None);
    }
}
