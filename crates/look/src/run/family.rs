//! The processes of a started program: those of its group, and those that left it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// A process, by its number and the moment of its start: numbers are used again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Member {
    id: u32,
    begun: u64,
}

/// Orphans of what is started from now on become children of this process, where they are found.
pub(super) fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    // Where the kernel refuses, orphans that left their group stay unseen.
    let _ = rustix::process::set_child_subreaper(Some(rustix::process::getpid()));
}

/// The processes of the group, but for the watcher that leads it, those that came from them, and orphans that made a
/// session of their own.
pub(super) fn of(group: u32) -> Vec<Member> {
    let (all, own) = (table(), std::process::id());
    let session = row(own).map(|row| row.session);
    let is_orphan = |row: &Row| row.parent == own && Some(row.session) != session;
    let mut family: Vec<u32> =
        all.iter().filter(|row| row.group == group || is_orphan(row)).map(|row| row.id).collect();
    // Parents have lower numbers as a rule, not always: until nobody comes along.
    loop {
        let comes = |row: &&Row| family.contains(&row.parent) && !family.contains(&row.id);
        let more: Vec<u32> = all.iter().filter(comes).map(|row| row.id).collect();
        if more.is_empty() {
            break;
        }
        family.extend(more);
    }
    let theirs = all.iter().filter(|row| family.contains(&row.id) && row.id != group);
    theirs.map(|row| Member { id: row.id, begun: row.begun }).collect()
}

/// Whether one of them is still there.
pub(super) fn is_left(family: &[Member]) -> bool {
    family.iter().any(is_there)
}

fn is_there(member: &Member) -> bool {
    row(member.id).is_some_and(|row| row.begun == member.begun && row.lives)
}

/// Asks the group and those that left it to end. Its watcher stays.
pub(super) fn ask_to_end(group: u32, family: &[Member]) {
    send(group, family, Signal::TERM);
}

/// Ends all that is left, the watcher included.
pub(super) fn end(group: u32, family: &[Member]) {
    send(group, family, Signal::KILL);
}

/// A process that is gone by now needs no signal, so refusals say nothing.
fn send(group: u32, family: &[Member], signal: Signal) {
    if let Some(group) = pid(group) {
        let _ = kill_process_group(group, signal);
    }
    for member in family.iter().filter(|member| is_there(member)) {
        if let Some(id) = pid(member.id) {
            let _ = kill_process(id, signal);
        }
    }
}

fn pid(id: u32) -> Option<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw)
}

/// Where one of them accepts connections, as an address of this machine; the lowest port of several.
pub(super) fn listens(group: u32) -> Option<SocketAddr> {
    use sneck_model::Transport;
    let family = of(group);
    let seen = crate::host::machine(false);
    let theirs = seen.machine.listeners.iter().filter(|listener| {
        let owner = listener.process;
        listener.at.transport == Transport::Tcp && family.iter().any(|member| Some(member.id) == owner)
    });
    theirs
        .map(|listener| SocketAddr::new(reached_at(listener.at.address), listener.at.port))
        .min_by_key(SocketAddr::port)
}

fn reached_at(bound: IpAddr) -> IpAddr {
    match bound {
        IpAddr::V4(any) if any.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(any) if any.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    }
}

/// One process.
struct Row {
    id: u32,
    parent: u32,
    group: u32,
    session: u32,
    begun: u64,
    lives: bool,
}

fn table() -> Vec<Row> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| row(entry.file_name().to_str()?.parse().ok()?)).collect()
}

/// `/proc/PID/stat`: the name in brackets may hold anything, so fields count from behind it.
fn row(id: u32) -> Option<Row> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let number = |at: usize| fields.get(at).and_then(|field| field.parse().ok());
    let lives = !matches!(fields.first(), Some(&"Z" | &"X"));
    Some(Row {
        id,
        parent: number(1)?,
        group: number(2)?,
        session: number(3)?,
        begun: fields.get(19)?.parse().ok()?,
        lives,
    })
}
