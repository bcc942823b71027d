//! What answers weigh in memory: all of them together have a bound, and what comes after it is kept in part.

use std::sync::atomic::{AtomicUsize, Ordering};

use sneck_model::Exchange;

/// Bytes of answers that are kept whole. A site of a hundred pages and its scripts is within it.
const WHOLE: usize = 24 << 20;
/// Bytes of a body that are kept once that is used up: what gives a leak away stands at the beginning.
const PART: usize = 32 << 10;
/// Headers and cookies of one answer that are kept. Browsers take fewer.
const HEADERS: usize = 256;
const COOKIES: usize = 128;
/// What a header and a cookie cost beside their text, about.
const EACH_HEADER: usize = 96;
const EACH_COOKIE: usize = 320;

/// Weighs answers as they come.
#[derive(Debug, Default)]
pub struct Scale(AtomicUsize);

impl Scale {
    /// Bytes of a body that the next answer may have.
    pub fn room(&self, most: usize) -> usize {
        if self.0.load(Ordering::Relaxed) > WHOLE { most.min(PART) } else { most }
    }

    /// Takes what is too much off an answer, and counts the rest.
    pub fn weigh(&self, mut answer: Exchange) -> Exchange {
        answer.cut |= answer.headers.len() > HEADERS;
        shorten(&mut answer.headers, HEADERS);
        shorten(&mut answer.cookies, COOKIES);
        if self.0.fetch_add(weight(&answer), Ordering::Relaxed) > WHOLE && answer.body.len() > PART {
            answer.body.truncate(answer.body.floor_char_boundary(PART));
            answer.bytes = answer.bytes.map(|bytes| bytes[..bytes.len().min(PART)].into());
            answer.cut = true;
        }
        // What was unpacked may have room for twice as much.
        answer.body.shrink_to_fit();
        answer
    }
}

fn shorten<T>(list: &mut Vec<T>, most: usize) {
    list.truncate(most);
    list.shrink_to_fit();
}

fn weight(answer: &Exchange) -> usize {
    let headers: usize = answer.headers.iter().map(|(name, value)| name.len() + value.len() + EACH_HEADER).sum();
    let bytes = answer.bytes.as_ref().map_or(0, |bytes| bytes.len());
    answer.body.len() + bytes + headers + answer.cookies.len() * EACH_COOKIE
}

#[cfg(test)]
mod tests {
    use sneck_model::{Kind, Origin};

    use super::*;

    fn answer(body: usize, headers: usize) -> Exchange {
        let origin = Origin { url: "http://app.test".into(), kind: Kind::Production, name: None };
        let header = ("a".to_owned(), "b".to_owned());
        let answer = Exchange::new(origin, "GET", "http://app.test/", 200);
        Exchange { body: "ä".repeat(body / 2), headers: vec![header; headers], ..answer }
    }

    #[test]
    fn what_is_too_much_is_kept_in_part_and_said_to_be_cut() {
        let scale = Scale::default();
        assert_eq!(scale.weigh(answer(1 << 20, 3)).body.len(), 1 << 20);
        while scale.room(1 << 20) == 1 << 20 {
            scale.weigh(answer(1 << 20, 0));
        }
        let late = scale.weigh(answer(1 << 20, 3));
        assert!(late.body.len() <= PART && late.cut);
        assert!(!scale.weigh(answer(100, 3)).cut, "what is small is kept whole");
    }

    #[test]
    fn nobody_has_five_thousand_headers() {
        let kept = Scale::default().weigh(answer(10, 5000));
        assert!(kept.headers.len() == HEADERS && kept.cut);
    }
}
