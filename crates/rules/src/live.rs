//! What rules share about answers of something running.

use std::collections::{BTreeMap, BTreeSet};

use sneck_model::{Exchange, Facts, Place, Standing, Step, Subject};

/// Places of one fault that a verdict shows; a crawl of a thousand pages needs no thousand lines.
const SHOWN: usize = 5;

/// The answers about one subject that count in one environment.
pub(crate) struct Seen<'f> {
    pub(crate) subject: Subject,
    pub(crate) standing: Standing,
    pub(crate) answers: Vec<&'f Exchange>,
}

/// Answers of a sort, by what they are about: pages of the app, and what it has in places that rules asked about. What any
/// name gets in such a place is left out.
pub(crate) fn seen<'f>(facts: &'f Facts, wanted: impl Fn(&Exchange) -> bool) -> Vec<Seen<'f>> {
    everywhere(facts, |answer| answer.is_own() && wanted(answer))
}

/// The same, with what names get that nothing has: an app may say more there than on its pages.
pub(crate) fn everywhere<'f>(facts: &'f Facts, wanted: impl Fn(&Exchange) -> bool) -> Vec<Seen<'f>> {
    let mut groups: BTreeMap<(Subject, Standing), Vec<&Exchange>> = BTreeMap::new();
    for exchange in facts.exchanges.iter().filter(|e| wanted(e)) {
        groups.entry(facts.about(exchange)).or_default().push(exchange);
    }
    groups.into_iter().map(|((subject, standing), answers)| Seen { subject, standing, answers }).collect()
}

/// A page that a browser shows: HTML, and not a redirect.
pub(crate) fn is_page(exchange: &Exchange) -> bool {
    let html = exchange.header("content-type").any(|t| t.trim_start().to_ascii_lowercase().starts_with("text/html"));
    html && !is_redirect(exchange)
}

/// An answer that may be a file: it came, and it is no page.
pub(crate) fn is_handed_out(answer: &Exchange) -> bool {
    let came = matches!(answer.status, 200 | 206) && answer.method == "GET";
    came && answer.is_own()
        && !is_page(answer)
        && !answer.body.trim_start().to_ascii_lowercase().starts_with("<!doctype html")
}

/// An answer that only says where to go.
pub(crate) fn is_redirect(exchange: &Exchange) -> bool {
    (300..400).contains(&exchange.status)
}

/// A step at a part of an answer: `status`, `body`, `header set-cookie`.
pub(crate) fn step(exchange: &Exchange, part: &str, says: impl Into<String>) -> Step {
    Step::new(Place::Reply { url: exchange.url.clone(), part: part.to_owned() }, says)
}

/// A step at a header.
pub(crate) fn header_step(exchange: &Exchange, name: &str, says: impl Into<String>) -> Step {
    step(exchange, &format!("header {}", name.to_ascii_lowercase()), says)
}

/// The first few of many like places, each once however often it was asked; the last one says how many there are.
pub(crate) fn few(mut steps: Vec<Step>) -> Vec<Step> {
    let mut known = BTreeSet::new();
    steps.retain(|step| known.insert((step.place.clone(), step.says.clone())));
    let all = steps.len();
    steps.truncate(SHOWN);
    if let (true, Some(last)) = (all > SHOWN, steps.last_mut()) {
        last.says = format!("{}; and so in {} more", last.says, all - SHOWN);
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_places_are_counted_and_few_are_shown() {
        let step = |n: usize| Step::new(Place::Host { item: n.to_string() }, "is so");
        let shown = few((0..8).map(step).collect());
        assert_eq!(shown.len(), 5);
        assert_eq!(shown[4].says, "is so; and so in 3 more");
        assert_eq!(few(vec![step(1)])[0].says, "is so");
        assert_eq!(few(vec![step(1), step(2), step(1)]).len(), 2);
    }
}
