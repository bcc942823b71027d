//! The sections on how this machine is looked after: `host kernel`, `host units`, `host files`, `host updates`,
//! `host conditions`. Lines are those of [`super::machine`].

use sneck_model::{Condition, GuardedFile, Machine, Unit, Update};

use super::machine::{Line, bare, flag, name, plain, tail};

/// `kernel.kptr_restrict 1`
pub(super) fn kernel(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let [switch, value] = line.words[..] else {
        return Err("expected a switch of the kernel such as `kernel.kptr_restrict 1`".into());
    };
    machine.kernel.push((plain(switch), plain(value)));
    Ok(())
}

pub(super) fn write_kernel((switch, value): &(String, String)) -> String {
    format!("{} {}", bare(switch), bare(value))
}

/// `shop.service own User=shop ProtectSystem=strict $ /etc/systemd/system/shop.service`
pub(super) fn unit(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let expected = "expected a unit such as `shop.service own User=shop $ /etc/systemd/system/shop.service`";
    machine.units.push(Unit {
        name: plain(line.words.first().ok_or(expected)?),
        path: line.tail(),
        own: line.says("own"),
        directives: line.named.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
    });
    Ok(())
}

pub(super) fn write_unit(unit: &Unit) -> String {
    let mut text = bare(&unit.name);
    flag(&mut text, "own", unit.own);
    for (directive, value) in &unit.directives {
        name(&mut text, directive, Some(value));
    }
    tail(&mut text, &unit.path);
    text
}

/// `/srv/shop/.env mode=0644 owner=shop group=shop $ values for SECRET_KEY`
pub(super) fn file(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let expected = "expected a file such as `/srv/shop/.env mode=0644 owner=shop group=shop $ values for SECRET_KEY`";
    let mode = line.named("mode").and_then(|mode| u32::from_str_radix(&mode, 8).ok()).ok_or(expected)?;
    machine.files.push(GuardedFile {
        path: line.words.first().map(|path| plain(path)).ok_or(expected)?,
        mode,
        owner: line.named("owner").unwrap_or_default(),
        group: line.named("group").unwrap_or_default(),
        enclosed: line.says("enclosed"),
        socket: line.says("socket"),
        holds: line.tail(),
    });
    Ok(())
}

pub(super) fn write_file(file: &GuardedFile) -> String {
    let mut text = format!("{} mode={:04o}", bare(&file.path), file.mode);
    for (called, value) in [("owner", &file.owner), ("group", &file.group)] {
        name(&mut text, called, Some(value.as_str()).filter(|value| !value.is_empty()));
    }
    flag(&mut text, "enclosed", file.enclosed);
    flag(&mut text, "socket", file.socket);
    tail(&mut text, &file.holds);
    text
}

/// `openssl 3.0.15-1~deb12u1 3.0.17-1~deb12u2`
pub(super) fn update(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let [package, installed, available] = line.words[..] else {
        return Err("expected a package, its release, and the one that mends it: `openssl 3.0.15-1 3.0.17-1`".into());
    };
    let [package, installed, available] = [package, installed, available].map(plain);
    machine.updates.push(Update { package, installed, available });
    Ok(())
}

pub(super) fn write_update(update: &Update) -> String {
    format!("{} {} {}", bare(&update.package), bare(&update.installed), bare(&update.available))
}

/// `logs.kept no $ journald keeps its log in memory`
pub(super) fn condition(line: &Line<'_>, machine: &mut Machine) -> Result<(), String> {
    let known = |word: &&str| Condition::NAMES.contains(word);
    let expected = || format!("expected one of {}, then `yes`, `no` or `unknown`", Condition::NAMES.join(", "));
    let called = line.words.first().copied().filter(known).ok_or_else(expected)?;
    let holds = match line.words.get(1) {
        Some(&"yes") => Some(true),
        Some(&"no") => Some(false),
        Some(&"unknown") => None,
        _ => return Err(expected()),
    };
    machine.conditions.push(Condition::new(called, holds, line.tail()));
    Ok(())
}

pub(super) fn write_condition(condition: &Condition) -> String {
    let mut text = format!(
        "{} {}",
        condition.name,
        match condition.holds {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        }
    );
    tail(&mut text, &condition.says);
    text
}
