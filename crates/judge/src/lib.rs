//! Plans, binds, runs rules, folds, scores.
