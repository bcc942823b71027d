//! Content-Security-Policy: its grammar, and what makes a policy weak (CSP Level 3).

mod hosts;
mod lists;
mod review;
mod scripts;
mod syntax;
mod together;
mod words;

use sneck_model::{Exchange, PolicyRemark};

use crate::header::{Flaw, Header};
use crate::{html, live};

/// The policies of an answer, as text. A header may hold several, and so may a page, where browsers ignore some
/// directives.
pub(crate) fn texts(answer: &Exchange) -> Vec<String> {
    let sent = answer.header("content-security-policy").flat_map(|value| value.split(','));
    let mut all: Vec<String> = sent.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect();
    if live::is_page(answer) {
        all.extend(html::policies(&answer.body).iter().map(|policy| without_header_only(policy)));
    }
    all
}

/// The policies of an answer.
pub(crate) fn of_answer(answer: &Exchange) -> Vec<Policy> {
    texts(answer).iter().map(|text| Policy::parse(text)).collect()
}

/// What is wrong with the policies of an answer, which all hold at once; none where there is none.
pub(crate) fn seen(answer: &Exchange, _: &Header) -> Option<Vec<Flaw>> {
    let mut policies = of_answer(answer);
    if policies.is_empty() {
        return None;
    }
    // The older header says who may frame the page, too.
    let framed = |value: &str| ["deny", "sameorigin"].iter().any(|known| value.trim().eq_ignore_ascii_case(known));
    if answer.header("x-frame-options").any(framed) {
        policies.push(Policy::parse("frame-ancestors 'self'"));
    }
    Some(together::flaws(&policies))
}

/// What a page says, without what only a header can say (HTML, section 4.2.5.3).
fn without_header_only(policy: &str) -> String {
    let name = |part: &str| part.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    let is_kept = |part: &&str| !matches!(name(part).as_str(), "frame-ancestors" | "report-uri" | "sandbox");
    policy.split(';').filter(is_kept).collect::<Vec<_>>().join(";")
}

/// A policy. Of a repeated directive the first counts, as in browsers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    directives: Vec<(String, Vec<String>)>,
}

impl Policy {
    /// Reads a header's value. Names, keywords and bare schemes become lower case; what is named twice counts once.
    pub(crate) fn parse(text: &str) -> Self {
        let mut directives: Vec<(String, Vec<String>)> = Vec::new();
        for part in text.split(';') {
            let mut words = part.split_whitespace();
            let Some(name) = words.next().map(str::to_ascii_lowercase) else { continue };
            if directives.iter().all(|(known, _)| *known != name) {
                let mut sources: Vec<String> = Vec::new();
                for source in words.map(words::spelt) {
                    if !sources.contains(&source) {
                        sources.push(source);
                    }
                }
                directives.push((name, sources));
            }
        }
        Self { directives }
    }

    /// The sources of a directive, without its fallback.
    pub(crate) fn own(&self, name: &str) -> Option<&[String]> {
        self.directives.iter().find(|(known, _)| known == name).map(|(_, sources)| sources.as_slice())
    }

    /// The nonces that it trusts, without what stands around them.
    pub(crate) fn nonces(&self) -> impl Iterator<Item = &str> {
        let all = self.directives.iter().flat_map(|(_, sources)| sources);
        all.filter_map(|source| words::nonce(source))
    }

    /// The directive whose list holds for a kind of content: its own, or the one that it falls back to.
    fn effective(&self, name: &str) -> String {
        let candidates = words::fallbacks(name);
        let nearest = candidates.iter().find(|candidate| self.own(candidate).is_some());
        nearest.or(candidates.last()).copied().unwrap_or(name).to_owned()
    }

    /// The lists that hold for these kinds of content, each once.
    fn effective_lists(&self, names: &[&str]) -> Vec<(String, &[String])> {
        let mut found: Vec<(String, &[String])> = Vec::new();
        for directive in names.iter().map(|name| self.effective(name)) {
            if let (Some(sources), false) = (self.own(&directive), found.iter().any(|(known, _)| *known == directive)) {
                found.push((directive, sources));
            }
        }
        found
    }

    /// The sources that hold for scripts.
    fn scripts(&self) -> &[String] {
        self.own(&self.effective("script-src")).unwrap_or_default()
    }

    /// A nonce or a hash stands beside the sources of scripts: then browsers ignore `'unsafe-inline'`.
    fn trusts_nonces(&self) -> bool {
        self.scripts().iter().any(|source| words::is_nonce(source))
    }

    fn trusts_hashes(&self) -> bool {
        self.scripts().iter().any(|source| words::is_hash(source))
    }

    /// The policy without what browsers ignore in it, and remarks on what that is.
    fn in_force(&self) -> (Self, Vec<PolicyRemark>) {
        scripts::in_force(self)
    }

    /// Everything that can be said of it, the worst first.
    pub(crate) fn review(&self) -> Vec<PolicyRemark> {
        review::review(self)
    }

    /// What is wrong with it, the worst first: the review without its advice.
    pub(crate) fn flaws(&self) -> Vec<Flaw> {
        let remarks = self.review().into_iter();
        remarks.filter_map(|remark| Some(Flaw::new(remark.severity?, remark.says))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_a_repeated_directive_counts() {
        let policy = Policy::parse("SCRIPT-SRC 'Self' 'self' HTTPS:; script-src *;; ");
        assert_eq!(policy.own("script-src"), Some(&["'self'".to_owned(), "https:".to_owned()][..]));
    }

    #[test]
    fn a_kind_of_content_falls_back() {
        let policy = Policy::parse("default-src a.example; script-src b.example; style-src-elem c.example");
        let table = [
            ("script-src-elem", "script-src"),
            ("worker-src", "script-src"),
            ("style-src-elem", "style-src-elem"),
            ("style-src-attr", "default-src"),
            ("img-src", "default-src"),
            ("frame-ancestors", "frame-ancestors"),
        ];
        for (name, expected) in table {
            assert_eq!(policy.effective(name), expected, "{name}");
        }
    }
}
