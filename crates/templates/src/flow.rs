//! Flows: which blocks run, depending on those before. Only what is a Boolean expression is read; a program is refused.

/// A Boolean expression over blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The block with this place among all.
    Block(usize),
    /// It must not match.
    Not(Box<Flow>),
    /// All must match; one that does not ends it.
    All(Vec<Flow>),
    /// One must match; one that does ends it.
    Any(Vec<Flow>),
}

/// What is known after some blocks have run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The whole is decided.
    Decided(bool),
    /// This block must run before more is known.
    Needs(usize),
}

/// Why a flow is not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadFlow {
    /// It is more than a Boolean expression.
    Program,
    /// It names a block that is not there.
    NoSuchBlock,
}

/// Expressions in one another, at most.
const DEEPEST: u8 = 32;

/// Blocks of a protocol: all, or the one with this number from 1 on, by their places.
pub type Blocks<'a> = &'a dyn Fn(&str, Option<usize>) -> Vec<usize>;

impl Flow {
    /// Reads `http(1) && (http(2) || tcp(1))`. A semicolon or a line end behind it is allowed, as people write them.
    ///
    /// # Errors
    /// When it is a program, or names what is not there.
    pub fn parse(text: &str, blocks: Blocks<'_>) -> Result<Self, BadFlow> {
        let mut reader = Reader { rest: text.trim().trim_end_matches(';'), blocks };
        let flow = reader.any(DEEPEST)?;
        reader.skip();
        if reader.rest.is_empty() { Ok(flow) } else { Err(BadFlow::Program) }
    }

    /// What is known when the blocks in `results` have run.
    #[must_use]
    pub fn known(&self, results: &[Option<bool>]) -> Known {
        match self {
            Self::Block(place) => match results.get(*place).copied().flatten() {
                Some(matched) => Known::Decided(matched),
                None => Known::Needs(*place),
            },
            Self::Not(inner) => match inner.known(results) {
                Known::Decided(matched) => Known::Decided(!matched),
                needs => needs,
            },
            Self::All(parts) => until(parts, results, false),
            Self::Any(parts) => until(parts, results, true),
        }
    }
}

/// From left to right until one part is `ends`, or needs a block.
fn until(parts: &[Flow], results: &[Option<bool>], ends: bool) -> Known {
    for part in parts {
        match part.known(results) {
            Known::Decided(matched) if matched != ends => {}
            other => return other,
        }
    }
    Known::Decided(!ends)
}

struct Reader<'a> {
    /// What is not read yet.
    rest: &'a str,
    blocks: Blocks<'a>,
}

impl<'a> Reader<'a> {
    fn skip(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, sign: &str) -> bool {
        self.skip();
        let rest = self.rest.strip_prefix(sign);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn any(&mut self, depth: u8) -> Result<Flow, BadFlow> {
        let mut parts = vec![self.all(depth)?];
        while self.take("||") {
            parts.push(self.all(depth)?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Flow::Any(parts) })
    }

    fn all(&mut self, depth: u8) -> Result<Flow, BadFlow> {
        let mut parts = vec![self.one(depth)?];
        while self.take("&&") {
            parts.push(self.one(depth)?);
        }
        Ok(if parts.len() == 1 { parts.swap_remove(0) } else { Flow::All(parts) })
    }

    fn one(&mut self, depth: u8) -> Result<Flow, BadFlow> {
        let depth = depth.checked_sub(1).ok_or(BadFlow::Program)?;
        if self.take("!") {
            return Ok(Flow::Not(Box::new(self.one(depth)?)));
        }
        if self.take("(") {
            let inner = self.any(depth)?;
            return if self.take(")") { Ok(inner) } else { Err(BadFlow::Program) };
        }
        self.block()
    }

    fn block(&mut self) -> Result<Flow, BadFlow> {
        let name = self.word(|c| c.is_ascii_lowercase());
        if !matches!(name, "http" | "tcp" | "network" | "ssl" | "dns") || !self.take("(") {
            return Err(BadFlow::Program);
        }
        self.skip();
        let number = self.word(|c| c.is_ascii_digit());
        if !self.take(")") {
            return Err(BadFlow::Program);
        }
        let number = number.parse::<usize>().ok();
        let mut found: Vec<Flow> = (self.blocks)(name, number).into_iter().map(Flow::Block).collect();
        match found.len() {
            0 => Err(BadFlow::NoSuchBlock),
            1 => Ok(found.swap_remove(0)),
            _ => Ok(Flow::Any(found)),
        }
    }

    fn word(&mut self, belongs: fn(char) -> bool) -> &'a str {
        self.skip();
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three HTTP blocks, then a connection.
    fn blocks(protocol: &str, number: Option<usize>) -> Vec<usize> {
        let all: &[usize] = if protocol == "http" { &[0, 1, 2] } else { &[3] };
        match number {
            None => all.to_vec(),
            Some(n) => n.checked_sub(1).and_then(|n| all.get(n)).copied().into_iter().collect(),
        }
    }

    fn run(text: &str, matching: &[usize]) -> (Vec<usize>, bool) {
        let flow = Flow::parse(text, &blocks).expect("a flow");
        let (mut results, mut ran) = (vec![None; 4], Vec::new());
        loop {
            match flow.known(&results) {
                Known::Decided(matched) => return (ran, matched),
                Known::Needs(block) => {
                    ran.push(block);
                    results[block] = Some(matching.contains(&block));
                }
            }
        }
    }

    #[test]
    fn blocks_run_only_while_they_matter() {
        assert_eq!(run("http(1) && http(2)", &[1]), (vec![0], false));
        assert_eq!(run("http(1) && http(2)", &[0, 1]), (vec![0, 1], true));
        assert_eq!(run("http(1) || http(2)", &[0]), (vec![0], true));
        assert_eq!(run("http(1) && (http(2) || http (3))\n", &[0, 2]), (vec![0, 1, 2], true));
        assert_eq!(run("!http(1) && tcp(1);", &[3]), (vec![0, 3], true));
        assert_eq!(run("http() && tcp()", &[2, 3]), (vec![0, 1, 2, 3], true));
    }

    #[test]
    fn programs_and_strange_texts_are_refused() {
        for text in ["http(1)\njavascript(1)", "for (;;) http(1)", "", "http(1) &&", "(http(1)", "log(1)", "http(x)"] {
            assert_eq!(Flow::parse(text, &blocks), Err(BadFlow::Program), "{text}");
        }
        assert_eq!(Flow::parse("http(4)", &blocks), Err(BadFlow::NoSuchBlock));
        assert_eq!(Flow::parse("http(0)", &blocks), Err(BadFlow::NoSuchBlock));
        assert!(Flow::parse(&"(".repeat(100_000), &blocks).is_err());
        assert!(Flow::parse(&"!".repeat(100_000), &blocks).is_err());
    }
}
