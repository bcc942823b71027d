//! Stack traces and errors of databases in answers, told by the form of their lines.
//!
//! A page that speaks of errors is none: a trace has frames, each in the form that its language prints, and it stands in
//! an answer that is an error, or in the field of a document that is there for one.

mod database;
mod frames;
mod printed;
mod text;

use sneck_model::{Ask, Exchange, Facts, Origin, Request, Route};

use crate::{asking, live};

pub(crate) use database::{Leak, leak};
pub(crate) use frames::language;
use printed::is_printed;

/// Addresses of one origin that are asked with a value of another sort, at most.
const MOST: usize = 10;

/// Numbers in addresses become words, values of queries get a quotation mark: what a typing mistake does, too. Nothing is
/// written, and a healthy app answers that there is no such thing.
pub(crate) fn asks(facts: &Facts) -> Vec<Ask> {
    let why = "what an address with a value of another sort answers";
    let of = |origin: &Origin| {
        let odd = asking::pages(facts, origin).into_iter().filter_map(|page| mistyped(page.target())).take(MOST);
        // As a browser asks: a debugger answers that with its page, and a program with a bare trace.
        let asked = |target: String| Request::of("GET", origin, target).header("Accept", "text/html,*/*;q=0.8");
        odd.map(|target| Ask::request(asked(target), why)).collect::<Vec<_>>()
    };
    facts.origins.iter().flat_map(of).collect()
}

/// `/orders/41` with `/orders/41x'`, `/search?q=tea&page=2` with `/search?q=tea'&page=2`.
fn mistyped(target: &str) -> Option<String> {
    if let Some((path, query)) = target.split_once('?') {
        let (first, rest) = query.split_once('&').map_or((query, String::new()), |(f, r)| (f, format!("&{r}")));
        return first.contains('=').then(|| format!("{path}?{first}%27{rest}"));
    }
    let (folder, last) = target.rsplit_once('/')?;
    let number = !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit());
    number.then(|| format!("{folder}/{last}x%27"))
}

/// Whether an answer is about an error: by its status, because its document has a field for one, or because PHP printed
/// one into it, which leaves the status as it was.
pub(crate) fn is_about_an_error(answer: &Exchange) -> bool {
    if answer.status >= 400 || is_printed(&answer.body) {
        return true;
    }
    let body = answer.body.trim_start();
    let fields = ["\"error\"", "\"exception\"", "\"traceback\"", "\"stack\"", "\"trace\""];
    body.starts_with('{') && fields.iter().any(|field| body.contains(field))
}

/// Words beside what stands in `<pre>`, from which on a page is an article.
const ARTICLE: usize = 60;

/// A page that tells of errors, and is none itself: the server says that the visitor was wrong, in many words.
pub(crate) fn is_article(answer: &Exchange) -> bool {
    let wordy = || live::is_page(answer) && words_beside_traces(&answer.body) > ARTICLE;
    answer.status < 500 && !is_printed(&answer.body) && wordy()
}

/// Lines that a view has, at most, for a frame in it.
const VIEW: u32 = 200;

/// A frame of the trace is in a view of this project, by its file, its name and its line: nobody quotes that in an article,
/// however many words the page around it has.
pub(crate) fn is_of_the_project(facts: &Facts, answer: &Exchange) -> bool {
    let frames: Vec<(&str, u32, &str)> = answer.body.lines().filter_map(python_frame).collect();
    let within = |route: &Route| {
        let Some((path, begin)) = route.place.file() else { return false };
        let of = |file: &str| file.strip_suffix(&**path).is_some_and(|rest| rest.ends_with('/'));
        frames.iter().any(|(file, line, view)| *view == route.view && (begin..begin + VIEW).contains(line) && of(file))
    };
    !frames.is_empty() && facts.routes.iter().any(within)
}

/// `File "/srv/app.py", line 9, in order`, also as a page writes it.
fn python_frame(line: &str) -> Option<(&str, u32, &str)> {
    let (file, rest) = line.trim_start().strip_prefix("File ")?.split_once(", line ")?;
    let (line, view) = rest.split_once(", in ")?;
    let quotes = ["\"", "&quot;", "&#34;"];
    let file = quotes.iter().find_map(|quote| file.strip_prefix(quote)?.strip_suffix(quote))?;
    Some((file, line.parse().ok()?, view.trim_end()))
}

/// Words that a visitor reads as text.
fn words_beside_traces(page: &str) -> usize {
    let page = page.to_ascii_lowercase();
    let mut rest = page.as_str();
    let mut text = String::new();
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let hidden = ["pre", "script", "style"].iter().find(|name| tag.starts_with(**name));
        let end = hidden.map_or_else(|| ">".to_owned(), |name| format!("</{name}>"));
        rest = tag.split_once(&end).map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_has_words_of_its_own() {
        let page = format!("<style>p {{}}</style><p>{}</p><pre>at Layer.handle one two</pre>", "a word ".repeat(40));
        assert_eq!(words_beside_traces(&page), 80);
        assert_eq!(words_beside_traces("<h1>Error</h1><pre>NotFoundError: Not Found<br>at Function.handle</pre>"), 1);
    }

    #[test]
    fn values_become_others_of_another_sort() {
        assert_eq!(mistyped("/orders/41").as_deref(), Some("/orders/41x%27"));
        assert_eq!(mistyped("/search?q=tea&page=2").as_deref(), Some("/search?q=tea%27&page=2"));
        assert_eq!(mistyped("/about"), None);
    }
}
