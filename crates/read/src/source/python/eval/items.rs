//! Items: `x[key]`, slices, and writing to them.

use std::rc::Rc;

use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

use super::calls::Call;
use super::heap::{Body, DictKey};
use super::library;
use super::machine::{Machine, Site};
use super::value::{Py, Val};

impl<'a> Machine<'a> {
    pub(super) fn subscript(&mut self, e: &'a ast::ExprSubscript) -> Val<'a> {
        let owner = self.eval(&e.value);
        if let Expr::Slice(slice) = &*e.slice {
            return self.slice(&owner, slice);
        }
        let key = self.eval(&e.slice);
        self.item(&owner, &key, self.site(e.range()))
    }

    /// `owner[key]`
    pub fn item(&mut self, owner: &Val<'a>, key: &Val<'a>, site: Site) -> Val<'a> {
        self.each(owner.alternatives(), |machine, one| {
            machine.each(key.alternatives(), |machine, k| machine.item_one(one, k, site))
        })
    }

    fn item_one(&mut self, owner: &Val<'a>, key: &Val<'a>, site: Site) -> Val<'a> {
        if let Some(dict) = self.as_dict(owner) {
            let special = dict.class.and_then(|class| library::find(&format!("{class}.__getitem__")));
            if let Some(get) = special {
                let call = Call { args: vec![key.clone()], receiver: Some(owner.clone()), ..Call::bare(site) };
                return get(self, &call);
            }
            return self.dict_item(owner, key);
        }
        if self.is_enum(owner) {
            return key
                .as_str()
                .map_or_else(|| Val::unknown("a member is not known"), |name| self.attribute(owner, name, site));
        }
        match (&owner.py, self.members(owner), &key.py) {
            (_, Some(members), Py::Int(at)) => {
                let at = if *at < 0 { at + members.len() as i64 } else { *at };
                match usize::try_from(at).ok().and_then(|at| members.get(at)) {
                    Some(member) => member.bound(),
                    None => self.raise("IndexError"),
                }
            }
            (Py::External(name), _, _) => Val::external(format!("{name}[]")),
            _ => {
                let why = owner.why_unknown().or_else(|| key.why_unknown());
                self.might_raise("KeyError");
                Val::unknown(why.map_or("an item is not known", |why| why))
            }
        }
    }

    fn dict_item(&mut self, owner: &Val<'a>, key: &Val<'a>) -> Val<'a> {
        let Some(name) = DictKey::of(key) else {
            self.might_raise("KeyError");
            return self.any_entry(owner, key);
        };
        let found = self.as_dict(owner).map(|dict| (dict.entries.get(&name).map(Val::bound), dict.open.clone()));
        match found {
            Some((Some(value), _)) => value.because(&key.trace),
            Some((None, Some(why))) => {
                self.might_raise("KeyError");
                Val::new(Py::Unknown(why))
            }
            _ => self.raise("KeyError"),
        }
    }

    /// A look-up by a key that is not known gives one of the entries.
    fn any_entry(&mut self, owner: &Val<'a>, key: &Val<'a>) -> Val<'a> {
        let why = key.why_unknown().cloned().unwrap_or_else(|| Rc::from("the key is not known"));
        match self.as_dict(owner) {
            Some(dict) if dict.open.is_none() && dict.entries.len() <= 8 => {
                let mut all: Vec<_> = dict.entries.values().map(Val::bound).collect();
                all.push(Val::new(Py::Unknown(why)));
                Val::one_of(all)
            }
            _ => Val::new(Py::Unknown(why)),
        }
    }

    fn slice(&mut self, owner: &Val<'a>, slice: &'a ast::ExprSlice) -> Val<'a> {
        let mut bound = |e: &'a Option<Box<Expr>>| e.as_ref().map(|e| self.eval(e).py);
        let (lower, upper, step) = (bound(&slice.lower), bound(&slice.upper), bound(&slice.step));
        let step = match step {
            None | Some(Py::None) => 1,
            Some(Py::Int(n)) if n != 0 => n,
            _ => return Val::unknown("a slice is not known"),
        };
        owner.map(|one| {
            let Some(members) = self.members(one) else { return Val::unknown("a slice of something unknown") };
            let Some(picked) = pick(members.len(), lower.as_ref(), upper.as_ref(), step) else {
                return Val::unknown("a slice is not known");
            };
            let picked: Vec<Val<'a>> = picked.into_iter().map(|at| members[at].clone()).collect();
            match &one.py {
                Py::Str(_) => Val::str(picked.iter().filter_map(Val::as_str).collect::<String>()),
                Py::Tuple(_) => Val::new(Py::Tuple(picked.into())),
                _ => self.list(picked),
            }
        })
    }

    /// `owner[key] = value`
    pub(super) fn set_item(&mut self, owner: &Val<'a>, key: &Val<'a>, value: Val<'a>, site: Site) {
        let several = owner.alternatives().len() > 1 || key.alternatives().len() > 1;
        for one in owner.alternatives() {
            let Some(id) = one.object() else { continue };
            let class = self.as_dict(one).and_then(|dict| dict.class);
            let special = class.and_then(|class| library::find(&format!("{class}.__setitem__")));
            if let Some(set) = special {
                let call =
                    Call { args: vec![key.clone(), value.clone()], receiver: Some(one.clone()), ..Call::bare(site) };
                set(self, &call);
                continue;
            }
            for k in key.alternatives() {
                self.set_entry(id, k, value.clone(), several);
            }
        }
    }

    fn set_entry(&mut self, id: super::heap::ObjectId, key: &Val<'a>, value: Val<'a>, perhaps: bool) {
        let key_known = DictKey::of(key);
        match (&mut self.heap.change(id).body, key_known) {
            (Body::Dict(dict), Some(key)) => {
                let before = if perhaps { dict.entries.get(&key).cloned() } else { None };
                let joined = Val::one_of(before.into_iter().chain([value]));
                dict.entries.insert(key, joined);
            }
            (Body::Dict(dict), None) => {
                let why = key.why_unknown().cloned();
                dict.open = Some(why.unwrap_or_else(|| Rc::from("it is written to under a key that is not known")));
            }
            (Body::List(list), Some(DictKey::Int(at))) => {
                let at = if at < 0 { at + list.len() as i64 } else { at };
                if let Some(slot) = usize::try_from(at).ok().and_then(|at| list.get_mut(at)) {
                    *slot = value;
                }
            }
            _ => {}
        }
    }

    /// `owner[1:3] = values`, and `del owner[1:3]` without any.
    pub(super) fn set_slice(&mut self, owner: &Val<'a>, slice: &'a ast::ExprSlice, values: Option<&Val<'a>>) {
        let mut bound = |e: &'a Option<Box<Expr>>| e.as_ref().map(|e| self.eval(e).py);
        let (lower, upper, step) = (bound(&slice.lower), bound(&slice.upper), bound(&slice.step));
        let added = values.map_or_else(|| Some(Vec::new()), |values| self.members(values));
        let Some(id) = owner.object() else { return };
        let Body::List(list) = &mut self.heap.change(id).body else { return };
        let picked = if step.is_none() { pick(list.len(), lower.as_ref(), upper.as_ref(), 1) } else { None };
        match (picked, added) {
            (Some(picked), Some(added)) => {
                let start = picked.first().copied().unwrap_or(list.len());
                list.splice(start..start + picked.len(), added);
            }
            _ => *list = vec![Val::unknown("a slice that is not known is written to")],
        }
    }

    pub(super) fn delete_item(&mut self, owner: &Val<'a>, key: &Val<'a>) {
        if let (Some(id), Py::Int(at)) = (owner.object(), &key.py)
            && let Body::List(list) = &mut self.heap.change(id).body
        {
            library::containers::place(*at, list.len()).map(|at| list.remove(at));
            return;
        }
        if let (Some(id), Some(key)) = (owner.object(), DictKey::of(key))
            && let Some(dict) = self.dict_mut(id)
        {
            dict.entries.shift_remove(&key);
        }
    }
}

/// Indices that a slice picks, in order.
fn pick(len: usize, lower: Option<&Py<'_>>, upper: Option<&Py<'_>>, step: i64) -> Option<Vec<usize>> {
    let len = len as i64;
    let clamp = |n: i64, low: i64, high: i64| if n < 0 { (n + len).max(low) } else { n.min(high) };
    let (low, high) = if step > 0 { (0, len) } else { (-1, len - 1) };
    let bound = |given: Option<&Py<'_>>, default: i64| match given {
        None | Some(Py::None) => Some(default),
        Some(Py::Int(n)) => Some(clamp(*n, low, high)),
        _ => None,
    };
    let start = bound(lower, if step > 0 { low } else { high })?;
    let end = bound(upper, if step > 0 { high } else { low })?;
    let mut at = start;
    let mut picked = Vec::new();
    while (step > 0 && at < end) || (step < 0 && at > end) {
        picked.push(usize::try_from(at).ok()?);
        at += step;
    }
    Some(picked)
}
