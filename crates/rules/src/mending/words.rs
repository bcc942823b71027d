//! The opposite of a word for yes or no, written as that word is.

/// Pairs that people write in variables and settings; the first of each is yes.
const PAIRS: &[(&str, &str)] =
    &[("1", "0"), ("true", "false"), ("yes", "no"), ("on", "off"), ("y", "n"), ("t", "f"), ("enabled", "disabled")];

/// The word that says what is wanted, in the case of the one that stands there; nothing where that is no such word.
pub(crate) fn as_said(word: &str, wanted: bool) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    let (yes, no) = PAIRS.iter().find(|(yes, no)| [*yes, *no].contains(&lower.as_str()))?;
    let new = if wanted { yes } else { no };
    Some(like(word, new))
}

fn like(old: &str, new: &str) -> String {
    let mut letters = old.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_ascii_uppercase() && second.is_ascii_uppercase() => {
            new.to_ascii_uppercase()
        }
        (Some(first), _) if first.is_ascii_uppercase() => {
            new.chars().enumerate().map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c }).collect()
        }
        _ => new.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::as_said;

    #[test]
    fn a_word_is_answered_in_its_own_kind() {
        let table =
            [("1", "0"), ("True", "False"), ("TRUE", "FALSE"), ("on", "off"), ("Y", "N"), ("0", "0"), ("off", "off")];
        for (word, no) in table {
            assert_eq!(as_said(word, false).as_deref(), Some(no), "{word}");
        }
        assert_eq!(as_said("shop", false), None);
    }
}
