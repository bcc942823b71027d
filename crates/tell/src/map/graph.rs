//! Parts and ways between them.

use std::collections::BTreeMap;

use sneck_model::{Finding, Report, Severity, Subject};

use crate::counted::is_counted;

/// What a part is, which is its column, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sort {
    /// Everybody.
    Visitor,
    /// Where one comes in: a web server, an address, a published port, a listener.
    Door,
    /// A web application.
    App,
    /// A database, cache, broker, or another machine that is called.
    Service,
}

impl Sort {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Door => "door",
            Self::App => "app",
            Self::Service => "service",
        }
    }
}

/// One part.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// What finds it again: `app shop:app`.
    pub(crate) key: String,
    pub(crate) sort: Sort,
    pub(crate) name: String,
    /// What is known of it, one line each.
    pub(crate) lines: Vec<String>,
    /// Whose findings are shown at it.
    pub(crate) subjects: Vec<Subject>,
    /// How many findings that count, by severity.
    pub(crate) findings: BTreeMap<Severity, usize>,
}

impl Node {
    /// The worst that counts.
    pub(crate) fn worst(&self) -> Option<Severity> {
        self.findings.keys().next_back().copied()
    }

    /// `1 critical, 3 high`
    pub(crate) fn counts(&self) -> String {
        let all = self.findings.iter().rev().map(|(severity, count)| format!("{count} {}", severity.name()));
        all.collect::<Vec<_>>().join(", ")
    }
}

/// One way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// How, as a clause.
    pub(crate) says: String,
    /// It was seen in something running, not only declared.
    pub(crate) seen: bool,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: Vec<Edge>,
}

impl Graph {
    /// The part of that key, made when it is not there.
    pub(crate) fn node(&mut self, sort: Sort, key: &str, name: impl Into<String>) -> usize {
        if let Some(at) = self.find(key) {
            return at;
        }
        let (key, name) = (key.to_owned(), name.into());
        self.nodes.push(Node { key, sort, name, lines: Vec::new(), subjects: Vec::new(), findings: BTreeMap::new() });
        self.nodes.len() - 1
    }

    /// The part of a subject.
    pub(crate) fn subject(&mut self, sort: Sort, subject: &Subject) -> usize {
        let at = self.node(sort, &key_of(subject), subject.name.clone());
        self.belongs(at, subject);
        at
    }

    /// Findings about this subject stand at that part.
    pub(crate) fn belongs(&mut self, at: usize, subject: &Subject) {
        let subjects = &mut self.nodes[at].subjects;
        if !subjects.contains(subject) {
            subjects.push(subject.clone());
        }
    }

    pub(crate) fn find(&self, key: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.key == key)
    }

    pub(crate) fn everybody(&mut self) -> usize {
        self.node(Sort::Visitor, "everybody", "Everybody")
    }

    /// Says something of a part, once.
    pub(crate) fn say(&mut self, at: usize, line: impl Into<String>) {
        let (line, lines) = (line.into(), &mut self.nodes[at].lines);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }

    /// A way, once; seen wins over declared.
    pub(crate) fn way(&mut self, from: usize, to: usize, says: impl Into<String>, seen: bool) {
        match self.edges.iter_mut().find(|edge| edge.from == from && edge.to == to) {
            Some(known) => known.seen |= seen,
            None => self.edges.push(Edge { from, to, says: says.into(), seen }),
        }
    }

    /// Counts the findings of each part.
    pub(crate) fn judge(&mut self, report: &Report) {
        for finding in report.findings.iter().filter(|finding| is_counted(finding)) {
            for at in self.concerned(finding) {
                *self.nodes[at].findings.entry(finding.severity).or_default() += 1;
            }
        }
    }

    fn concerned(&self, finding: &Finding) -> Vec<usize> {
        let own = |node: &Node| node.subjects.contains(&finding.subject);
        (0..self.nodes.len()).filter(|at| own(&self.nodes[*at])).collect()
    }
}

/// What finds a subject again.
pub(crate) fn key_of(subject: &Subject) -> String {
    format!("{} {}", subject.kind.name(), subject.name)
}
