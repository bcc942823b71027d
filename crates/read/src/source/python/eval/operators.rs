//! Truth, comparison and arithmetic, each alternative on its own.

use std::cmp::Ordering;
use std::rc::Rc;

use ruff_python_ast::{CmpOp, ExprCompare, Operator, UnaryOp};

use super::heap::{Body, DictKey};
use super::machine::Machine;
use super::value::{Py, Val};

/// Text that an operation may make.
const LONGEST_TEXT: usize = 1 << 20;

impl<'a> Machine<'a> {
    /// Python's truth of a value, where known.
    pub fn truth(&self, value: &Val<'a>) -> Option<bool> {
        match &value.py {
            Py::None => Some(false),
            Py::Bool(b) => Some(*b),
            Py::Int(n) => Some(*n != 0),
            Py::Float(n) | Py::Duration(n) => Some(*n != 0.0),
            Py::Str(text) => Some(!text.is_empty()),
            Py::Bytes(bytes) => Some(!bytes.is_empty()),
            Py::Tuple(all) => Some(!all.is_empty()),
            Py::Object(id) => match &self.heap.get(*id).body {
                Body::List(all) | Body::Set(all) => Some(!all.is_empty()),
                Body::Dict(dict) if dict.entries.is_empty() && dict.open.is_some() => None,
                Body::Dict(dict) => Some(!dict.entries.is_empty()),
                Body::Instance(class) if matches!(class.py, Py::External(_)) => None,
                _ => Some(true),
            },
            Py::Function(_) | Py::Partial(_) => Some(true),
            Py::OneOf(all) => {
                let first = self.truth(&all[0])?;
                all.iter().all(|v| self.truth(v) == Some(first)).then_some(first)
            }
            Py::External(_) | Py::Unbound | Py::Unknown(_) => None,
        }
    }

    /// `==`, where known.
    pub fn equal(&self, left: &Val<'a>, right: &Val<'a>) -> Option<bool> {
        match (&left.py, &right.py) {
            (Py::Unknown(_) | Py::OneOf(_) | Py::Unbound, _) | (_, Py::Unknown(_) | Py::OneOf(_) | Py::Unbound) => None,
            (Py::External(a), Py::External(b)) if a == b => Some(true),
            (Py::External(_), _) | (_, Py::External(_)) => None,
            (Py::Object(a), Py::Object(b)) => self.equal_objects(left, right).or((a == b).then_some(true)),
            (Py::Tuple(a), Py::Tuple(b)) => self.equal_lists(a, b),
            _ => match (as_number(left), as_number(right)) {
                (Some(a), Some(b)) => Some(a == b),
                _ => Some(left.same(right)),
            },
        }
    }

    fn equal_objects(&self, left: &Val<'a>, right: &Val<'a>) -> Option<bool> {
        let (a, b) = (self.heap.get(left.object()?), self.heap.get(right.object()?));
        match (&a.body, &b.body) {
            (Body::List(a), Body::List(b)) => self.equal_lists(a, b),
            (Body::Class(_), Body::Class(_)) => Some(left.object() == right.object()),
            (Body::Instance(x), Body::Instance(y)) if x.same(y) && self.is_enum(x) => {
                self.equal(a.attrs.get("value")?, b.attrs.get("value")?)
            }
            _ => None,
        }
    }

    fn equal_lists(&self, a: &[Val<'a>], b: &[Val<'a>]) -> Option<bool> {
        if a.len() != b.len() {
            return Some(false);
        }
        let each: Vec<_> = a.iter().zip(b).map(|(x, y)| self.equal(x, y)).collect();
        if each.contains(&Some(false)) { Some(false) } else { each.iter().all(Option::is_some).then_some(true) }
    }

    /// `in`, where known.
    pub fn contains(&self, container: &Val<'a>, member: &Val<'a>) -> Option<bool> {
        if let (Py::Str(text), Py::Str(part)) = (&container.py, &member.py) {
            return Some(text.contains(&**part));
        }
        if let Some(dict) = self.as_dict(container) {
            let key = DictKey::of(member)?;
            return match dict.entries.get(&key) {
                Some(value) if value.alternatives().iter().any(|v| matches!(v.py, Py::Unbound)) => None,
                Some(_) => Some(true),
                None => dict.open.is_none().then_some(false),
            };
        }
        let members = self.members(container)?;
        let each: Vec<_> = members.iter().map(|m| self.equal(m, member)).collect();
        if each.contains(&Some(true)) { Some(true) } else { each.iter().all(Option::is_some).then_some(false) }
    }

    pub(super) fn comparison(&mut self, e: &'a ExprCompare) -> Val<'a> {
        let mut left = self.eval(&e.left);
        let mut result = Val::bool(true);
        for (op, right) in e.ops.iter().zip(&*e.comparators) {
            let right = self.eval(right);
            let once = self.compare(*op, &left, &right);
            result = match (self.truth(&result), self.truth(&once)) {
                (Some(false), _) | (_, Some(true)) => result.because(&once.trace),
                _ => once,
            };
            left = right;
        }
        result
    }

    fn compare(&self, op: CmpOp, left: &Val<'a>, right: &Val<'a>) -> Val<'a> {
        let trace = left.trace.or(&right.trace);
        let pairs = left.alternatives().iter().flat_map(|l| right.alternatives().iter().map(move |r| (l, r)));
        let one = |(l, r): (&Val<'a>, &Val<'a>)| {
            let unknown = || l.why_unknown().or(r.why_unknown()).map_or("a comparison is not known", |why| why);
            self.compare_one(op, l, r).map_or_else(|| Val::unknown(unknown()), Val::bool).with(l.trace.or(&r.trace))
        };
        Val::one_of(pairs.map(one).collect::<Vec<_>>()).because(&trace)
    }

    fn compare_one(&self, op: CmpOp, left: &Val<'a>, right: &Val<'a>) -> Option<bool> {
        match op {
            CmpOp::Eq => self.equal(left, right),
            CmpOp::NotEq => self.equal(left, right).map(|e| !e),
            CmpOp::Is => self.identical(left, right),
            CmpOp::IsNot => self.identical(left, right).map(|e| !e),
            CmpOp::In => self.contains(right, left),
            CmpOp::NotIn => self.contains(right, left).map(|c| !c),
            CmpOp::Lt => order(left, right).map(Ordering::is_lt),
            CmpOp::LtE => order(left, right).map(Ordering::is_le),
            CmpOp::Gt => order(left, right).map(Ordering::is_gt),
            CmpOp::GtE => order(left, right).map(Ordering::is_ge),
        }
    }

    fn identical(&self, left: &Val<'a>, right: &Val<'a>) -> Option<bool> {
        match (&left.py, &right.py) {
            (Py::None | Py::Bool(_), Py::None | Py::Bool(_)) => Some(left.same(right)),
            (Py::Unknown(_) | Py::External(_), _) | (_, Py::Unknown(_) | Py::External(_)) => self.equal(left, right),
            (Py::None, _) | (_, Py::None) => Some(false),
            _ => self.equal(left, right),
        }
    }

    pub(super) fn unary(&self, op: UnaryOp, operand: &Val<'a>) -> Val<'a> {
        operand.map(|value| match (op, &value.py) {
            (UnaryOp::Not, _) => match self.truth(value) {
                Some(truth) => Val::bool(!truth),
                None => Val::unknown(value.why_unknown().map_or("a condition is not known", |why| why)),
            },
            (UnaryOp::USub, Py::Int(n)) => {
                n.checked_neg().map_or_else(|| Val::unknown("too large"), |n| Val::new(Py::Int(n)))
            }
            (UnaryOp::USub, Py::Float(n)) => Val::new(Py::Float(-n)),
            (UnaryOp::USub, Py::Duration(n)) => Val::new(Py::Duration(-n)),
            (UnaryOp::USub, Py::Bool(b)) => Val::new(Py::Int(-i64::from(*b))),
            (UnaryOp::UAdd, Py::Int(_) | Py::Float(_)) => value.clone(),
            (UnaryOp::Invert, Py::Int(n)) => Val::new(Py::Int(!n)),
            _ => unknown_operation(value, value),
        })
    }

    /// A binary operation.
    pub(super) fn binary(&mut self, op: Operator, left: &Val<'a>, right: &Val<'a>) -> Val<'a> {
        let mut results = Vec::new();
        for l in left.alternatives() {
            for r in right.alternatives() {
                results.push(self.binary_one(op, l, r).because(&l.trace).because(&r.trace));
            }
        }
        Val::one_of(results).because(&left.trace)
    }

    fn binary_one(&mut self, op: Operator, left: &Val<'a>, right: &Val<'a>) -> Val<'a> {
        use Operator::{Add, BitOr, Div, Mod, Mult};
        match (op, &left.py, &right.py) {
            (Add, Py::Str(a), Py::Str(b)) if a.len() + b.len() < LONGEST_TEXT => Val::str(format!("{a}{b}")),
            (Add, Py::Bytes(a), Py::Bytes(b)) if a.len() + b.len() < LONGEST_TEXT => {
                Val::new(Py::Bytes(a.iter().chain(b.iter()).copied().collect()))
            }
            (Add, Py::Tuple(a), Py::Tuple(b)) => Val::new(Py::Tuple(a.iter().chain(b.iter()).cloned().collect())),
            (Mult, Py::Str(text), Py::Int(n)) | (Mult, Py::Int(n), Py::Str(text)) => repeat(text, *n),
            (Mod, Py::Str(pattern), _) => self.percent(pattern, right),
            (Mult, Py::Duration(a), _) => {
                as_number(right).map_or_else(|| unknown_operation(left, right), |b| duration(a * b))
            }
            (Mult, _, Py::Duration(b)) => {
                as_number(left).map_or_else(|| unknown_operation(left, right), |a| duration(a * b))
            }
            (Add, Py::Duration(a), Py::Duration(b)) => duration(a + b),
            (Operator::Sub, Py::Duration(a), Py::Duration(b)) => duration(a - b),
            (Div, Py::Duration(a), _) if as_number(right).is_some_and(|b| b != 0.0) => {
                duration(a / as_number(right).unwrap_or(1.0))
            }
            (Div, Py::External(path), Py::Str(part)) => Val::external(format!("{path}/{part}")),
            (Div, Py::Object(_), _) => self.join_path(left, right),
            (Add, Py::Object(_), Py::Object(_)) => self.concatenate(left, right),
            (BitOr, Py::Object(_), Py::Object(_)) => self.united(left, right),
            _ => arithmetic(op, left, right).unwrap_or_else(|| unknown_operation(left, right)),
        }
    }

    fn concatenate(&mut self, left: &Val<'a>, right: &Val<'a>) -> Val<'a> {
        match (self.members(left), self.members(right)) {
            (Some(a), Some(b)) if self.as_dict(left).is_none() => self.list(a.into_iter().chain(b).collect()),
            _ => unknown_operation(left, right),
        }
    }

    fn united(&mut self, left: &Val<'a>, right: &Val<'a>) -> Val<'a> {
        match (self.as_dict(left).cloned(), self.as_dict(right).cloned()) {
            (Some(mut a), Some(b)) => {
                a.entries.extend(b.entries);
                a.open = a.open.or(b.open);
                self.object(Body::Dict(a))
            }
            _ => unknown_operation(left, right),
        }
    }

    /// `+=` on a list and `|=` on a dict change the object that others may share.
    pub(super) fn extend_in_place(&mut self, before: &Val<'a>, op: Operator, added: &Val<'a>) -> bool {
        let Some(id) = before.object() else { return false };
        let members = self.members(added);
        let other = self.as_dict(added).cloned();
        match (&mut self.heap.change(id).body, op) {
            (Body::List(list), Operator::Add) => {
                let unknown = || vec![Val::unknown("what is added is not known")];
                list.extend(members.unwrap_or_else(unknown));
                true
            }
            (Body::Dict(dict), Operator::BitOr) => {
                let unknown = || Some(Rc::from("what is added is not known"));
                dict.open = dict.open.take().or_else(|| other.as_ref().map_or_else(unknown, |o| o.open.clone()));
                dict.entries.extend(other.into_iter().flat_map(|o| o.entries));
                true
            }
            _ => false,
        }
    }
}

fn arithmetic<'a>(op: Operator, left: &Val<'a>, right: &Val<'a>) -> Option<Val<'a>> {
    if let (Some(a), Some(b)) = (as_int(left), as_int(right))
        && op != Operator::Div
    {
        return integer(op, a, b).map(|n| Val::new(Py::Int(n)));
    }
    let (a, b) = (as_number(left)?, as_number(right)?);
    let result = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b != 0.0 => a / b,
        Operator::FloorDiv if b != 0.0 => (a / b).floor(),
        _ => return None,
    };
    Some(Val::new(Py::Float(result)))
}

fn integer(op: Operator, a: i64, b: i64) -> Option<i64> {
    match op {
        Operator::Add => a.checked_add(b),
        Operator::Sub => a.checked_sub(b),
        Operator::Mult => a.checked_mul(b),
        Operator::Pow => a.checked_pow(u32::try_from(b).ok()?),
        Operator::FloorDiv => {
            (b != 0).then(|| a.checked_div(b).map(|q| if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q }))?
        }
        Operator::Mod => {
            (b != 0).then(|| a.checked_rem(b).map(|r| if r != 0 && (r < 0) != (b < 0) { r + b } else { r }))?
        }
        Operator::BitOr => Some(a | b),
        Operator::BitAnd => Some(a & b),
        Operator::BitXor => Some(a ^ b),
        Operator::LShift if (0..32).contains(&b) => a.checked_mul(1 << b),
        Operator::RShift if (0..64).contains(&b) => Some(a >> b),
        _ => None,
    }
}

fn repeat<'a>(text: &str, times: i64) -> Val<'a> {
    let times = usize::try_from(times).unwrap_or(0);
    if text.len().saturating_mul(times) < LONGEST_TEXT {
        Val::str(text.repeat(times))
    } else {
        Val::unknown("a very long text")
    }
}

fn duration<'a>(seconds: f64) -> Val<'a> {
    Val::new(Py::Duration(seconds))
}

fn as_int(value: &Val<'_>) -> Option<i64> {
    match value.py {
        Py::Int(n) => Some(n),
        Py::Bool(b) => Some(i64::from(b)),
        _ => None,
    }
}

/// The number that a value is; truth values count as 0 and 1, as in Python.
pub fn as_number(value: &Val<'_>) -> Option<f64> {
    match value.py {
        Py::Float(n) => Some(n),
        _ => as_int(value).map(|n| n as f64),
    }
}

fn order(left: &Val<'_>, right: &Val<'_>) -> Option<Ordering> {
    match (&left.py, &right.py) {
        (Py::Str(a), Py::Str(b)) => Some(a.cmp(b)),
        (Py::Duration(a), Py::Duration(b)) => a.partial_cmp(b),
        (Py::Tuple(a), Py::Tuple(b)) => {
            let each = a.iter().zip(b.iter()).map(|(x, y)| order(x, y));
            let decided = each.into_iter().find(|o| *o != Some(Ordering::Equal));
            decided.unwrap_or_else(|| Some(a.len().cmp(&b.len())))
        }
        _ => as_number(left)?.partial_cmp(&as_number(right)?),
    }
}

/// The result of an operation on something unknown.
pub fn unknown_operation<'a>(left: &Val<'a>, right: &Val<'a>) -> Val<'a> {
    let why = left.why_unknown().or_else(|| right.why_unknown());
    Val::unknown(why.map_or("an operation is not followed", |why| why))
}
