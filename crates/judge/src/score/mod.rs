//! The score and the grade: `docs/score.md` explains the formula to users.

mod layers;
mod next;

use sneck_model::{ChecklistItem, Counts, Facts, Finding, ItemState, Severity, Summary};

use crate::suppress;

pub(crate) use layers::is_looked_at;

/// What one finding of a severity costs, and what all of that severity cost at most. Lows alone never
/// cost more than 10 points, so they cannot spoil a good grade.
const COSTS: [(Severity, u32, u32); 4] =
    [(Severity::Critical, 60, 100), (Severity::High, 15, 60), (Severity::Medium, 5, 35), (Severity::Low, 1, 10)];

/// With a critical finding the score is at most this: an F.
const CRITICAL_CEILING: u32 = 20;
/// When something that applies could not be told, the best is an A.
const UNKNOWN_CEILING: u32 = 95;
/// When more could not be told than could, the best is a B.
const MOSTLY_UNKNOWN_CEILING: u32 = 75;

/// Grades from the score at which each begins: the bands of the MDN HTTP Observatory.
pub const GRADES: [(u32, &str); 13] = [
    (100, "A+"),
    (90, "A"),
    (85, "A-"),
    (80, "B+"),
    (70, "B"),
    (65, "B-"),
    (60, "C+"),
    (50, "C"),
    (45, "C-"),
    (40, "D+"),
    (30, "D"),
    (25, "D-"),
    (0, "F"),
];

/// What stands in place of a grade when nothing could be judged.
const NO_GRADE: &str = "-";

/// The grade of a score.
#[must_use]
pub fn grade(score: u32) -> &'static str {
    GRADES.iter().find(|(from, _)| score >= *from).map_or("F", |(_, grade)| grade)
}

pub(crate) fn summary(facts: &Facts, findings: &[Finding], checklist: &[ChecklistItem]) -> Summary {
    let counts = counts(findings);
    let answered = answered(checklist);
    let (score, grade) = score(&counts, answered);
    let next = if grade == NO_GRADE { None } else { next::next(findings, answered, score) };
    let layers = layers::all(facts, findings, answered);
    Summary { score, grade, coverage: facts.coverage.clone(), answered, counts, next, layers }
}

fn score(counts: &Counts, (answered, applicable): (u32, u32)) -> (u32, &'static str) {
    if answered == 0 {
        return (0, NO_GRADE);
    }
    let cost: u32 = COSTS.iter().map(|(severity, each, most)| (of(counts, *severity) * each).min(*most)).sum();
    let ceilings = [
        (counts.critical > 0, CRITICAL_CEILING),
        (answered < applicable, UNKNOWN_CEILING),
        (answered * 2 < applicable, MOSTLY_UNKNOWN_CEILING),
    ];
    let ceiling = ceilings.iter().filter(|(holds, _)| *holds).map(|(_, ceiling)| *ceiling).min().unwrap_or(100);
    let score = 100u32.saturating_sub(cost).min(ceiling);
    (score, grade(score))
}

fn of(counts: &Counts, severity: Severity) -> u32 {
    match severity {
        Severity::Critical => counts.critical,
        Severity::High => counts.high,
        Severity::Medium => counts.medium,
        Severity::Low => counts.low,
        Severity::Info => counts.info,
    }
}

pub(crate) fn counts(findings: &[Finding]) -> Counts {
    counts_of(findings.iter())
}

fn counts_of<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> Counts {
    let of = |severity| findings.clone().filter(|f| f.severity == severity && suppress::counts(f)).count() as u32;
    Counts {
        critical: of(Severity::Critical),
        high: of(Severity::High),
        medium: of(Severity::Medium),
        low: of(Severity::Low),
        info: of(Severity::Info),
    }
}

/// Items that were answered, of those that apply.
fn answered(checklist: &[ChecklistItem]) -> (u32, u32) {
    let of = |state| checklist.iter().filter(|i| i.state == state).count() as u32;
    let answered = of(ItemState::Pass) + of(ItemState::Fail);
    (answered, answered + of(ItemState::Unknown))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: (u32, u32) = (30, 30);

    fn graded(critical: u32, high: u32, medium: u32, low: u32) -> &'static str {
        score(&Counts { critical, high, medium, low, info: 99 }, ALL).1
    }

    #[test]
    fn nothing_found_and_everything_answered_is_the_best() {
        assert_eq!(graded(0, 0, 0, 0), "A+");
    }

    #[test]
    fn one_critical_is_an_f() {
        assert_eq!(graded(1, 0, 0, 0), "F");
    }

    #[test]
    fn no_number_of_lows_alone_spoils_the_grade() {
        assert_eq!(graded(0, 0, 0, 1), "A");
        assert_eq!(graded(0, 0, 0, 1000), "A");
        assert_eq!(graded(0, 0, 1000, 1000), "C");
        assert_eq!(graded(0, 1000, 1000, 1000), "F");
    }

    #[test]
    fn what_could_not_be_told_is_not_a_pass() {
        let clean = Counts::default();
        assert_eq!(score(&clean, (29, 30)), (95, "A"));
        assert_eq!(score(&clean, (10, 30)), (75, "B"));
        assert_eq!(score(&clean, (0, 30)), (0, "-"));
    }

    #[test]
    fn one_more_finding_never_raises_the_score() {
        for high in 0..6 {
            for medium in 0..10 {
                let at = |high, medium| score(&Counts { high, medium, ..Counts::default() }, ALL).0;
                assert!(at(high + 1, medium) <= at(high, medium) && at(high, medium + 1) <= at(high, medium));
            }
        }
    }
}
