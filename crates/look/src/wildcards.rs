//! Wildcards as git reads them. All ways are followed at once, so that no pattern takes longer than its length times that
//! of the path.

/// One step of a pattern.
enum Step {
    Byte(u8),
    /// `?`, but no slash.
    Any,
    /// `*`: whatever has no slash.
    Star,
    /// `**` as a whole part: slashes too.
    Stars,
    /// Before `**/`, which may be nothing at all.
    Perhaps,
    /// `[a-z]`: which bytes.
    Class(Box<[bool; 256]>),
}

/// A pattern, taken apart once.
pub(crate) struct Wildcards(Option<Vec<Step>>);

impl Wildcards {
    /// What is not well formed fits nothing.
    pub fn new(pattern: &[u8]) -> Self {
        Self(steps(pattern))
    }

    /// Whether the pattern fits the whole path.
    pub fn fit(&self, path: &[u8]) -> bool {
        let Some(steps) = &self.0 else { return false };
        let (mut here, mut next) = (vec![false; steps.len() + 1], vec![false; steps.len() + 1]);
        here[0] = true;
        spread(steps, &mut here);
        for byte in path {
            next.fill(false);
            advance(steps, *byte, &here, &mut next);
            spread(steps, &mut next);
            std::mem::swap(&mut here, &mut next);
        }
        here[steps.len()]
    }
}

fn advance(steps: &[Step], byte: u8, here: &[bool], next: &mut [bool]) {
    for (at, step) in steps.iter().enumerate().filter(|(at, _)| here[*at]) {
        match step {
            Step::Perhaps => {}
            Step::Stars => next[at] = true,
            Step::Star => next[at] |= byte != b'/',
            Step::Any => next[at + 1] |= byte != b'/',
            Step::Byte(wanted) => next[at + 1] |= byte == *wanted,
            Step::Class(bytes) => next[at + 1] |= byte != b'/' && bytes[usize::from(byte)],
        }
    }
}

/// Stars may stand for nothing, and `**/` with its slash.
fn spread(steps: &[Step], here: &mut [bool]) {
    for (at, step) in steps.iter().enumerate() {
        here[at + 1] |= here[at] && matches!(step, Step::Star | Step::Stars | Step::Perhaps);
        if here[at] && matches!(step, Step::Perhaps) {
            here[at + 3] = true;
        }
    }
}

fn steps(pattern: &[u8]) -> Option<Vec<Step>> {
    let (mut steps, mut rest) = (Vec::new(), pattern);
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'*' => rest = stars(&mut steps, after),
            b'?' => steps.push(Step::Any),
            b'[' => steps.push(Step::Class(class(&mut rest)?)),
            b'\\' => {
                let (byte, after) = rest.split_first()?;
                steps.push(Step::Byte(*byte));
                rest = after;
            }
            byte => steps.push(Step::Byte(*byte)),
        }
    }
    Some(steps)
}

fn stars<'a>(steps: &mut Vec<Step>, after: &'a [u8]) -> &'a [u8] {
    let more = after.iter().take_while(|byte| **byte == b'*').count();
    let rest = &after[more..];
    let whole = more > 0 && matches!(steps.last(), None | Some(Step::Byte(b'/')));
    if whole && rest.starts_with(b"/") {
        steps.push(Step::Perhaps);
    }
    steps.push(if whole && (rest.is_empty() || rest.starts_with(b"/")) { Step::Stars } else { Step::Star });
    rest
}

/// The bytes between brackets; moves behind the closing one.
fn class(rest: &mut &[u8]) -> Option<Box<[bool; 256]>> {
    let negated = matches!(rest.first(), Some(b'!' | b'^'));
    let (text, mut at) = (*rest, usize::from(negated));
    let (mut bytes, mut before, start) = (Box::new([false; 256]), None, at);
    while at == start || *text.get(at)? != b']' {
        let from = before.take();
        let range = from.is_some() && text[at] == b'-' && text.get(at + 1).is_some_and(|next| *next != b']');
        if text[at..].starts_with(b"[:") {
            let length = text[at + 2..].iter().position(|byte| *byte == b']')?;
            let name = text[at + 2..at + 2 + length].strip_suffix(b":")?;
            let named = named(name)?;
            (0..=255u8).filter(named).for_each(|byte| bytes[usize::from(byte)] = true);
            at += length + 3;
            continue;
        }
        at += usize::from(range);
        at += usize::from(*text.get(at)? == b'\\');
        let byte = *text.get(at)?;
        let first = from.filter(|_| range).unwrap_or(byte);
        (first..=byte).for_each(|byte| bytes[usize::from(byte)] = true);
        before = (!range).then_some(byte);
        at += 1;
    }
    *rest = &text[at + 1..];
    bytes.iter_mut().for_each(|byte| *byte ^= negated);
    Some(bytes)
}

fn named(name: &[u8]) -> Option<fn(&u8) -> bool> {
    Some(match name {
        b"alnum" => u8::is_ascii_alphanumeric,
        b"alpha" => u8::is_ascii_alphabetic,
        b"blank" => |byte| matches!(byte, b' ' | b'\t'),
        b"cntrl" => u8::is_ascii_control,
        b"digit" => u8::is_ascii_digit,
        b"graph" => u8::is_ascii_graphic,
        b"lower" => u8::is_ascii_lowercase,
        b"print" => |byte| matches!(byte, b' '..=b'~'),
        b"punct" => u8::is_ascii_punctuation,
        b"space" => |byte| matches!(byte, b' ' | b'\t'..=b'\r'),
        b"upper" => u8::is_ascii_uppercase,
        b"xdigit" => u8::is_ascii_hexdigit,
        _ => return None,
    })
}
