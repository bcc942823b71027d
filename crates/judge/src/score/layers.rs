//! The same formula for each layer: what has a place in it counts there.

use sneck_model::{Facts, Finding, Layer, LayerScore};

use super::{NO_GRADE, counts_of, score};

/// A score for each layer. One that was not looked at has no grade: silence is not a pass.
pub(super) fn all(facts: &Facts, findings: &[Finding], answered: (u32, u32)) -> Vec<LayerScore> {
    Layer::ALL.map(|layer| one(facts, findings, answered, layer)).to_vec()
}

fn one(facts: &Facts, findings: &[Finding], answered: (u32, u32), layer: Layer) -> LayerScore {
    let has_place = |finding: &&Finding| finding.places.iter().any(|step| step.place.layer() == layer);
    let counts = counts_of(findings.iter().filter(has_place));
    let (score, grade) = if is_looked_at(facts, layer) { score(&counts, answered) } else { (0, NO_GRADE) };
    LayerScore { layer, score, grade, counts }
}

/// Whether anything of a layer is known.
pub(crate) fn is_looked_at(facts: &Facts, layer: Layer) -> bool {
    match layer {
        Layer::Code | Layer::Deploy => facts.coverage.files_read > 0,
        Layer::Host => facts.machine.is_some(),
        Layer::Live => !facts.exchanges.is_empty() || !facts.tls.is_empty(),
    }
}
