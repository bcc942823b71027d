//! Things with an identity, and a journal of writes so that both sides of an undecided branch can
//! be tried and then joined.

use std::rc::Rc;

use super::value::{Py, Val};
use crate::hash::{Map, OrderedMap};
use crate::source::python::project::FileId;

/// Names an object of the heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId(u32);

/// Something with an identity: named attributes, and a payload by its type.
#[derive(Clone)]
pub struct Object<'a> {
    /// What it is.
    pub body: Body<'a>,
    /// Attributes; for modules and frames, their names.
    pub attrs: OrderedMap<Rc<str>, Val<'a>>,
}

/// What an object is.
#[derive(Clone)]
pub enum Body<'a> {
    /// `[...]`
    List(Vec<Val<'a>>),
    /// `{...}`; order as written.
    Set(Vec<Val<'a>>),
    /// `{...: ...}`
    Dict(Dict<'a>),
    /// `class ...:`
    Class(Class<'a>),
    /// An instance of a class, ours or external.
    Instance(Val<'a>),
    /// A module; the name it runs under.
    Module(Rc<str>),
    /// The local names of a running function or a class body.
    Frame,
}

/// A dict, perhaps one of a class that adds methods (`flask.Config`, `os.environ`).
#[derive(Clone, Default)]
pub struct Dict<'a> {
    /// Its entries.
    pub entries: OrderedMap<DictKey, Val<'a>>,
    /// Full name of its class, unless it is a plain `dict`.
    pub class: Option<&'static str>,
    /// It may hold entries that are not known, for this reason.
    pub open: Option<Rc<str>>,
}

/// A key that can be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DictKey {
    /// Text.
    Str(Rc<str>),
    /// Bytes.
    Bytes(Rc<[u8]>),
    /// A whole number, or a truth value, which Python holds equal.
    Int(i64),
    /// `None`
    None,
    /// A class, a member of an enumeration, or another object that is equal to itself only.
    Object(ObjectId),
    /// Something outside of the project, by its full name: `Exception`.
    External(Rc<str>),
}

/// A class of the project.
#[derive(Clone)]
pub struct Class<'a> {
    /// Its name.
    pub name: Rc<str>,
    /// Method resolution order: itself first; external bases stay as names.
    pub mro: Vec<Val<'a>>,
    /// Where it is defined.
    pub file: FileId,
    /// The `class` statement.
    pub range: ruff_text_size::TextRange,
}

impl Dict<'_> {
    /// Something unknown fills it: that may add entries, and change those that are there.
    pub fn open_up(&mut self, why: &Rc<str>) {
        self.open.get_or_insert_with(|| why.clone());
        for value in self.entries.values_mut() {
            let trace = value.trace.clone();
            *value = Val::one_of([value.clone(), Val::unknown(why)]).with(trace);
        }
    }
}

impl DictKey {
    /// The key that a value is, where it is known and hashable.
    pub fn of(value: &Val<'_>) -> Option<Self> {
        match &value.py {
            Py::Str(text) => Some(Self::Str(text.clone())),
            Py::Bytes(bytes) => Some(Self::Bytes(bytes.clone())),
            Py::Int(n) => Some(Self::Int(*n)),
            Py::Bool(b) => Some(Self::Int(i64::from(*b))),
            Py::None => Some(Self::None),
            Py::Object(id) => Some(Self::Object(*id)),
            // What a call gives is not the same each time.
            Py::External(name) if !name.contains('(') => Some(Self::External(name.clone())),
            _ => None,
        }
    }

    /// The text, where it is text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Back to a value.
    pub fn value<'a>(&self) -> Val<'a> {
        match self {
            Self::Str(text) => Val::new(Py::Str(text.clone())),
            Self::Bytes(bytes) => Val::new(Py::Bytes(bytes.clone())),
            Self::Int(n) => Val::new(Py::Int(*n)),
            Self::None => Val::none(),
            Self::Object(id) => Val::new(Py::Object(*id)),
            Self::External(name) => Val::new(Py::External(name.clone())),
        }
    }
}

impl<'a> Object<'a> {
    /// An object without attributes.
    pub fn new(body: Body<'a>) -> Self {
        Self { body, attrs: OrderedMap::default() }
    }
}

/// All objects of one run.
#[derive(Default)]
pub struct Heap<'a> {
    objects: Vec<Rc<Object<'a>>>,
    journals: Vec<Journal<'a>>,
}

/// What one side of a branch wrote.
struct Journal<'a> {
    /// Objects as they were before.
    before: Changes<'a>,
    /// Objects from here on were made by this side. The other side never sees them, so that nothing of them has to be
    /// taken back or joined; importing a large package inside of a branch costs no more than outside of it.
    own: usize,
}

/// Objects as they were before, or as they became in, one side of a branch.
pub type Changes<'a> = Map<ObjectId, Rc<Object<'a>>>;

impl<'a> Heap<'a> {
    /// Adds an object.
    pub fn add(&mut self, object: Object<'a>) -> ObjectId {
        let id = ObjectId(u32::try_from(self.objects.len()).unwrap_or(u32::MAX));
        self.objects.push(Rc::new(object));
        id
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// The names of all objects, in the order of their making.
    pub fn ids(&self) -> impl Iterator<Item = ObjectId> + use<'a> {
        (0..u32::try_from(self.objects.len()).unwrap_or(u32::MAX)).map(ObjectId)
    }

    /// All objects.
    pub fn objects(&self) -> impl Iterator<Item = &Object<'a>> {
        self.objects.iter().map(|object| &**object)
    }

    /// Looks at an object.
    pub fn get(&self, id: ObjectId) -> &Object<'a> {
        &self.objects[id.0 as usize]
    }

    /// Changes an object; an open branch remembers how it was.
    pub fn change(&mut self, id: ObjectId) -> &mut Object<'a> {
        let at = id.0 as usize;
        if let Some(journal) = self.journals.last_mut().filter(|journal| at < journal.own) {
            let before = &self.objects[at];
            journal.before.entry(id).or_insert_with(|| before.clone());
        }
        Rc::make_mut(&mut self.objects[at])
    }

    /// How many undecided branches we are in.
    pub fn depth(&self) -> usize {
        self.journals.len()
    }

    /// Starts one side of a branch.
    pub fn begin(&mut self) {
        self.journals.push(Journal { before: Changes::default(), own: self.objects.len() });
    }

    /// Ends it: takes all its writes back and hands them out.
    pub fn take_back(&mut self) -> Changes<'a> {
        let before = self.journals.pop().map(|journal| journal.before).unwrap_or_default();
        let restore =
            |(id, old): (ObjectId, Rc<Object<'a>>)| (id, std::mem::replace(&mut self.objects[id.0 as usize], old));
        before.into_iter().map(restore).collect()
    }

    /// Applies the writes of a side that is certain to have happened.
    pub fn apply(&mut self, changes: Changes<'a>) {
        for (id, object) in changes {
            *self.change(id) = Rc::unwrap_or_clone(object);
        }
    }

    /// Joins two sides: what differs between them becomes one of both.
    pub fn join(&mut self, one: Changes<'a>, mut other: Changes<'a>) {
        for (id, object) in one {
            let second = other.remove(&id).unwrap_or_else(|| self.objects[id.0 as usize].clone());
            *self.change(id) = join_objects(&object, &second);
        }
        for (id, object) in other {
            let first = self.objects[id.0 as usize].clone();
            *self.change(id) = join_objects(&first, &object);
        }
    }
}

fn join_objects<'a>(one: &Object<'a>, other: &Object<'a>) -> Object<'a> {
    Object { body: join_bodies(&one.body, &other.body), attrs: join_maps(&one.attrs, &other.attrs) }
}

fn join_bodies<'a>(one: &Body<'a>, other: &Body<'a>) -> Body<'a> {
    match (one, other) {
        (Body::Dict(a), Body::Dict(b)) => Body::Dict(Dict {
            entries: join_maps(&a.entries, &b.entries),
            class: a.class,
            open: a.open.clone().or_else(|| b.open.clone()),
        }),
        (Body::List(a), Body::List(b)) => Body::List(join_lists(a, b)),
        (Body::Set(a), Body::Set(b)) => Body::Set(join_lists(a, b)),
        _ => one.clone(),
    }
}

/// What both sides begin and end with is there; what one side alone has in between is there perhaps.
fn join_lists<'a>(one: &[Val<'a>], other: &[Val<'a>]) -> Vec<Val<'a>> {
    let shorter = one.len().min(other.len());
    let before = one.iter().zip(other).take_while(|(a, b)| alike(a, b)).count();
    let backwards = one.iter().rev().zip(other.iter().rev());
    let after = backwards.take(shorter - before).take_while(|(a, b)| alike(a, b)).count();
    let (inner, others) = (&one[before..one.len() - after], &other[before..other.len() - after]);
    let perhaps = |v: &Val<'a>| Val::one_of([v.clone(), Val::new(Py::Unbound)]);
    let middle: Vec<Val<'a>> = if inner.len() == others.len() {
        inner.iter().zip(others).map(|(a, b)| Val::one_of([a.clone(), b.clone()])).collect()
    } else {
        inner.iter().chain(others).map(perhaps).collect()
    };
    one[..before].iter().cloned().chain(middle).chain(one[one.len() - after..].iter().cloned()).collect()
}

/// The same, also where both are the same one of several.
fn alike(a: &Val<'_>, b: &Val<'_>) -> bool {
    let (one, other) = (a.alternatives(), b.alternatives());
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| a.same(b))
}

fn join_maps<'a, K: Clone + Eq + std::hash::Hash>(
    one: &OrderedMap<K, Val<'a>>,
    other: &OrderedMap<K, Val<'a>>,
) -> OrderedMap<K, Val<'a>> {
    let unbound = || Val::new(Py::Unbound);
    let mut joined = OrderedMap::with_capacity_and_hasher(one.len().max(other.len()), Default::default());
    for (key, a) in one {
        let b = other.get(key).cloned().unwrap_or_else(unbound);
        joined.insert(key.clone(), if a.same(&b) { a.clone() } else { Val::one_of([a.clone(), b]) });
    }
    for (key, b) in other {
        if !one.contains_key(key) {
            joined.insert(key.clone(), Val::one_of([unbound(), b.clone()]));
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_name<'a>(heap: &mut Heap<'a>, id: ObjectId) {
        heap.change(id).attrs.insert(Rc::from("name"), Val::bool(true));
    }

    #[test]
    fn a_side_takes_back_what_it_wrote_to_older_objects_and_leaves_its_own_alone() {
        let mut heap = Heap::default();
        let older = heap.add(Object::new(Body::Frame));
        heap.begin();
        let own = heap.add(Object::new(Body::Frame));
        with_name(&mut heap, older);
        with_name(&mut heap, own);
        let side = heap.take_back();
        assert!(heap.get(older).attrs.is_empty());
        heap.join(side, Changes::default());
        assert_eq!(heap.get(older).attrs["name"].alternatives().len(), 2, "set, or not bound");
        assert_eq!(heap.get(own).attrs["name"].alternatives().len(), 1);
    }

    #[test]
    fn what_one_side_puts_into_a_list_is_there_perhaps() {
        let list = |names: &[&str]| names.iter().map(Val::str).collect::<Vec<_>>();
        let joined = join_lists(&list(&["a", "new", "b"]), &list(&["a", "b"]));
        let known: Vec<Option<&str>> = joined.iter().map(Val::as_str).collect();
        assert_eq!(known, [Some("a"), None, Some("b")]);
        assert_eq!(joined[1].bound().as_str(), Some("new"));
    }

    #[test]
    fn a_list_that_is_joined_again_and_again_does_not_grow() {
        let perhaps = |name: &str| Val::one_of([Val::str(name), Val::new(Py::Unbound)]);
        let list = vec![perhaps("a"), perhaps("b")];
        let longer: Vec<Val<'_>> = list.iter().cloned().chain([Val::str("c")]).collect();
        let joined = join_lists(&longer, &list);
        assert_eq!(joined.len(), 3);
        assert_eq!(join_lists(&joined, &list).len(), 3);
    }

    #[test]
    fn an_outer_side_takes_back_what_an_inner_one_joined() {
        let mut heap = Heap::default();
        let older = heap.add(Object::new(Body::Frame));
        heap.begin();
        let between = heap.add(Object::new(Body::Frame));
        heap.begin();
        with_name(&mut heap, older);
        with_name(&mut heap, between);
        let inner = heap.take_back();
        assert!(heap.get(between).attrs.is_empty(), "it is older than the inner side");
        heap.apply(inner);
        heap.take_back();
        assert!(heap.get(older).attrs.is_empty());
        assert_eq!(heap.get(between).attrs.len(), 1);
    }
}
