//! From the text of a file to a template, or why not.

use crate::flow::{BadFlow, Flow};
use crate::payloads::Files;
use crate::template::dns::Dns;
use crate::template::http::Http;
use crate::template::ssl::Ssl;
use crate::template::tcp::Tcp;
use crate::template::{Block, Info, Skip, Template, needs};
use crate::yaml::{self, Node};

/// Blocks of one template, at most.
const BLOCKS: usize = 64;

/// Reads a template. `files` gives the text of a list of words that it names.
///
/// # Errors
/// Why it is not run.
pub fn load(text: &str, files: Files<'_>) -> Result<Template, Skip> {
    let root = yaml::parse(text).map_err(Skip::Broken)?;
    let (Some(id), Some(info)) = (root.text_of("id"), root.get("info")) else { return Err(Skip::NoTemplate) };
    needs::refuse(&root)?;
    let blocks = blocks(&root, files)?;
    let info = Info::read(info);
    let consent = needs::consent(&info, &blocks);
    Ok(Template { id: id.to_owned(), variables: variables(&root), flow: flow(&root, &blocks)?, blocks, consent, info })
}

fn blocks(root: &Node, files: Files<'_>) -> Result<Vec<Block>, Skip> {
    let mut blocks = Vec::new();
    for key in needs::SPOKEN {
        for node in root.get(key).map(Node::items).unwrap_or_default() {
            blocks.push(block(key, node, files)?);
        }
    }
    match blocks.len() {
        0 => Err(Skip::NoTemplate),
        1..=BLOCKS => Ok(blocks),
        _ => Err(Skip::broken(format!("it has more than {BLOCKS} blocks"))),
    }
}

fn block(key: &str, node: &Node, files: Files<'_>) -> Result<Block, Skip> {
    match key {
        "http" | "requests" => Http::read(node, files).map(Block::Http),
        "tcp" | "network" => Tcp::read(node, files).map(Block::Tcp),
        "ssl" => Ssl::read(node).map(Block::Ssl),
        _ => Dns::read(node, files).map(Block::Dns),
    }
}

fn variables(root: &Node) -> Vec<(String, String)> {
    let entries = root.get("variables").map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|(name, value)| Some((name.clone(), value.text()?.to_owned()))).collect()
}

fn flow(root: &Node, blocks: &[Block]) -> Result<Option<Flow>, Skip> {
    let Some(text) = root.text_of("flow") else { return Ok(None) };
    let flow = Flow::parse(text, &|protocol, number| named(blocks, protocol, number));
    flow.map(Some).map_err(|bad| match bad {
        BadFlow::Program => Skip::needs("JavaScript (a flow that is a program)"),
        BadFlow::NoSuchBlock => Skip::broken("its flow names a block that is not there"),
    })
}

/// Places of the blocks of a protocol: all, or the one with this number from 1 on.
fn named(blocks: &[Block], protocol: &str, number: Option<usize>) -> Vec<usize> {
    let is = |block: &Block| {
        matches!((block, protocol), (Block::Http(_), "http") | (Block::Tcp(_), "tcp" | "network"))
            || matches!((block, protocol), (Block::Ssl(_), "ssl") | (Block::Dns(_), "dns"))
    };
    let places = blocks.iter().enumerate().filter(|(_, block)| is(block)).map(|(place, _)| place);
    match number {
        None => places.collect(),
        Some(number) => number.checked_sub(1).and_then(|nth| places.into_iter().nth(nth)).into_iter().collect(),
    }
}
