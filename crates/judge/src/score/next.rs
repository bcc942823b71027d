//! The next grade: the fewest findings to fix, and how many open questions to answer.

use sneck_model::{Finding, NextGrade, Severity};

use super::{COSTS, GRADES, MOSTLY_UNKNOWN_CEILING, UNKNOWN_CEILING};
use crate::suppress;

/// Findings of the severities that cost, the most costly first.
type Counted<'f> = Vec<Vec<&'f Finding>>;

/// How to get there from a score; nothing from the top, or where nothing was graded.
pub(super) fn next(findings: &[Finding], answered: (u32, u32), now: u32) -> Option<NextGrade> {
    let (from, grade) = target(now)?;
    let counted: Counted = COSTS.iter().map(|(severity, ..)| of(findings, *severity)).collect();
    let fixes = fewest(&counted, 100 - from);
    let fix = counted.iter().zip(fixes).flat_map(|(all, fixed)| all.iter().take(fixed)).map(|f| f.fingerprint.clone());
    Some(NextGrade { grade, score: from, fix: fix.collect(), answer: answers(answered, from) })
}

/// The lowest grade of the next letter; within the A's the next one.
fn target(now: u32) -> Option<(u32, &'static str)> {
    let letter = |grade: &str| grade.chars().next();
    let own = letter(super::grade(now));
    let mut above = GRADES.iter().rev().filter(|(from, _)| *from > now);
    above.clone().find(|(_, grade)| letter(grade) != own).or_else(|| above.next()).copied()
}

fn of(findings: &[Finding], severity: Severity) -> Vec<&Finding> {
    findings.iter().filter(|finding| finding.severity == severity && suppress::counts(finding)).collect()
}

/// How many of each severity to fix so that what is left costs at most so much. All critical ones go first: with one of
/// them left there is no grade but the last.
fn fewest(counted: &Counted, most: u32) -> Vec<usize> {
    let counts: Vec<usize> = counted.iter().map(Vec::len).collect();
    // Of each number of fixes the split that leaves the least cost.
    let mut best: Vec<(u32, Vec<usize>)> = vec![(0, vec![counts[0]])];
    for (at, count) in counts.iter().enumerate().skip(1) {
        let mut more: Vec<Option<(u32, Vec<usize>)>> = vec![None; best.len() + count];
        for (before, (cost, split)) in best.iter().enumerate() {
            for fixed in 0..=*count {
                let cost = cost + left(at, count - fixed);
                let place = &mut more[before + fixed];
                if place.as_ref().is_none_or(|(known, _)| cost < *known) {
                    *place = Some((cost, split.iter().copied().chain([fixed]).collect()));
                }
            }
        }
        best = more.into_iter().flatten().collect();
    }
    let all = || counts.clone();
    best.into_iter().find(|(cost, _)| *cost <= most).map_or_else(all, |(_, split)| split)
}

fn left(severity: usize, count: usize) -> u32 {
    let (_, each, most) = COSTS[severity];
    u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(each).min(most)
}

/// How many open items stand in the way of a score.
fn answers((answered, applicable): (u32, u32), score: u32) -> u32 {
    if score > UNKNOWN_CEILING {
        applicable - answered
    } else if score > MOSTLY_UNKNOWN_CEILING {
        applicable.div_ceil(2).saturating_sub(answered)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(counts: [usize; 4], most: u32) -> Vec<usize> {
        let mut facts = crate::testing::world(&[("web", sneck_model::Kind::Production)]);
        let finding = crate::testing::judged(&mut facts, &crate::judge::Options::default()).remove(0);
        let counted = counts.map(|count| vec![&finding; count]).to_vec();
        fewest(&counted, most)
    }

    #[test]
    fn the_fewest_fixes_are_named_and_critical_ones_always() {
        assert_eq!(split([1, 0, 0, 0], 75), [1, 0, 0, 0]);
        assert_eq!(split([0, 3, 1, 0], 35), [0, 1, 0, 0]);
        assert_eq!(split([0, 1, 2, 5], 10), [0, 1, 1, 0], "15 + 10 + 5 is 30; a high and a medium take 20");
        assert_eq!(split([0, 20, 0, 0], 75), [0, 0, 0, 0]);
        assert_eq!(split([0, 2, 0, 20], 10), [0, 2, 0, 0], "lows never cost more than 10");
        assert_eq!(split([2, 9, 9, 9], 0), [2, 9, 9, 9]);
    }

    #[test]
    fn the_target_is_the_next_letter_and_open_questions_stand_in_the_way() {
        assert_eq!((target(0), target(66), target(86)), (Some((25, "D-")), Some((85, "A-")), Some((90, "A"))));
        assert_eq!((target(95), target(100)), (Some((100, "A+")), None));
        assert_eq!((answers((10, 30), 60), answers((10, 30), 80), answers((10, 30), 100)), (0, 5, 20));
    }
}
