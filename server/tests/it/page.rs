//! What a page shows, asked for as its reader finds it: by heading, notice, field, table and link.
//!
//! A table, a field or a heading that is asked for by name must be there, so that a claim about what
//! it does not have is never made of nothing.

use app::texts::frame::FAULT;
use scraper::{ElementRef, Html, Selector};

use crate::app::Page;

/// Elements that go on in the line of their surroundings; all others stand apart from them.
const IN_LINE: [&str; 6] = ["a", "code", "mark", "small", "span", "strong"];
/// Elements whose content is not part of the text of a page.
const NOT_READ: [&str; 6] = ["datalist", "script", "select", "style", "template", "textarea"];
/// What stands out of a page's text, but for the error summary and how something works.
const NOTICES: &str = ".note, .warning, .empty, [role=status], [role=alert]:not(.summary)";
const CONTROLS: &str = "input[name], select[name], textarea[name]";

/// A field of a form, as a browser shows it. Radio buttons and check boxes of one name are one field.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    /// An input's type, or the element's name.
    pub kind: String,
    /// What is written or chosen; where nothing can be but is not, none.
    pub values: Vec<String>,
    /// What can be chosen: value and text.
    pub options: Vec<(String, String)>,
    pub hint: Option<String>,
    pub fault: Option<String>,
}

impl Field {
    fn read(control: ElementRef) -> Self {
        let attribute = |element: ElementRef, name| element.attr(name).unwrap_or_default().to_owned();
        let option = |element, label| (attribute(element, "value"), text(label));
        let element = control.value().name();
        let kind = if element == "input" { control.attr("type").unwrap_or("text") } else { element };
        let (mut values, mut options) = (Vec::new(), Vec::new());
        match kind {
            "radio" | "checkbox" => {
                let label = control.parent().and_then(ElementRef::wrap).expect("a label");
                options.push(option(control, label));
                values.extend(control.attr("checked").map(|_| attribute(control, "value")));
            }
            "select" => {
                let all = find(control, "option");
                options.extend(all.iter().map(|element| option(*element, *element)));
                let chosen = all.iter().find(|element| element.attr("selected").is_some()).or(all.first());
                values.extend(chosen.map(|element| attribute(*element, "value")));
            }
            "textarea" => values.push(control.text().collect()),
            _ => values.push(attribute(control, "value")),
        }
        Self { name: attribute(control, "name"), kind: kind.to_owned(), values, options, hint: None, fault: None }
    }

    /// What is written or chosen, where that is one thing; "" where nothing is.
    pub fn value(&self) -> &str {
        assert!(self.values.len() < 2, "one value: {self:?}");
        self.values.first().map_or("", String::as_str)
    }
}

impl Page {
    fn html(&self) -> Html {
        Html::parse_document(&self.text)
    }

    /// The text of each element that a selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        find(self.html().root_element(), selector).into_iter().map(text).collect()
    }

    /// An attribute of each element that a selector finds and that has it.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let html = self.html();
        find(html.root_element(), selector).into_iter().filter_map(|e| e.attr(name)).map(str::to_owned).collect()
    }

    /// What the browser's tab says.
    pub fn title(&self) -> String {
        self.texts("title").concat()
    }

    pub fn heading(&self) -> String {
        let mut headings = self.texts("h1");
        assert_eq!(headings.len(), 1, "{}", self.text);
        headings.remove(0)
    }

    /// The headings below the page's own.
    pub fn headings(&self) -> Vec<String> {
        self.texts("main h2, main h3")
    }

    /// All that the page says, without what stands around every page.
    pub fn main_text(&self) -> String {
        self.texts("main").concat()
    }

    pub fn paragraphs(&self) -> Vec<String> {
        self.texts("main p")
    }

    /// What the page says that stands out: notices, warnings, and what was just done.
    pub fn notices(&self) -> Vec<String> {
        let html = self.html();
        let shown = find(html.root_element(), NOTICES).into_iter().filter(is_read).map(text);
        shown.filter(|notice| !notice.is_empty()).collect()
    }

    /// What the page says of how something works, but for the hints of fields.
    pub fn hints(&self) -> Vec<String> {
        self.texts("main p.hint:not([id])")
    }

    /// The sentences of the error summary, each of which leads to a place on the page.
    pub fn faults(&self) -> Vec<String> {
        let html = self.html();
        let links = find(html.root_element(), ".summary li a");
        for link in &links {
            let place = link.attr("href").and_then(|href| href.strip_prefix('#'));
            assert!(place.is_some_and(|id| with_id(&html, id).is_some()), "leads nowhere: {}", link.html());
        }
        links.into_iter().map(text).collect()
    }

    /// The items of the lists below a heading, without those of lists inside them.
    pub fn items(&self, heading: &str) -> Vec<String> {
        let html = self.html();
        let headings = find(html.root_element(), "h2, h3").into_iter().filter(|h| text(*h) == heading);
        let section = headings.filter_map(|h| h.parent()).find_map(ElementRef::wrap);
        let section = section.unwrap_or_else(|| panic!("no heading \"{heading}\": {}", self.text));
        let is_inner = |item: &ElementRef| item.ancestors().filter_map(ElementRef::wrap).any(|e| e.value().name() == "li");
        find(section, "li").into_iter().filter(|item| !is_inner(item)).map(text).collect()
    }

    /// What a list of terms says of one.
    pub fn definition(&self, term: &str) -> Option<String> {
        let html = self.html();
        let term = find(html.root_element(), "dt").into_iter().find(|dt| text(*dt) == term)?;
        term.next_siblings().filter_map(ElementRef::wrap).find(|e| e.value().name() == "dd").map(text)
    }

    /// The rows of the table with that name and of its foot, if there is one.
    pub fn table(&self, name: &str) -> Option<Vec<Vec<String>>> {
        let html = self.html();
        let named = find(html.root_element(), "[aria-label]").into_iter().filter(|e| e.attr("aria-label") == Some(name));
        let table = named.flat_map(|e| find(e, "table")).next()?;
        let cells = |row| find(row, "th, td").into_iter().map(text).collect();
        Some(find(table, "tbody tr, tfoot tr").into_iter().map(cells).collect())
    }

    /// The same where there must be one.
    pub fn rows(&self, name: &str) -> Vec<Vec<String>> {
        self.table(name).unwrap_or_else(|| panic!("no table \"{name}\": {}", self.text))
    }

    /// The row of that table that begins so.
    pub fn row(&self, name: &str, head: &str) -> Option<Vec<String>> {
        self.rows(name).into_iter().find(|cells| cells[0] == head)
    }

    /// Every field, in the order of the page.
    pub fn fields(&self) -> Vec<Field> {
        let html = self.html();
        let beside = |name: &str, what| with_id(&html, &format!("{name}-{what}")).map(text);
        let mut fields: Vec<Field> = Vec::new();
        for control in find(html.root_element(), CONTROLS) {
            let mut field = Field::read(control);
            if let Some(known) = fields.iter_mut().find(|known| known.name == field.name) {
                known.values.append(&mut field.values);
                known.options.append(&mut field.options);
                continue;
            }
            field.hint = beside(&field.name, "hint");
            field.fault = beside(&field.name, "fel").map(|said| said.strip_prefix(FAULT).expect("said to be a fault").to_owned());
            fields.push(field);
        }
        fields
    }

    pub fn has_field(&self, name: &str) -> bool {
        self.fields().iter().any(|field| field.name == name)
    }

    pub fn field(&self, name: &str) -> Field {
        let field = self.fields().into_iter().find(|field| field.name == name);
        field.unwrap_or_else(|| panic!("no field \"{name}\": {}", self.text))
    }

    /// What a browser posts of the form that goes to that address, but for its buttons.
    pub fn form(&self, action: &str) -> Vec<(String, String)> {
        let html = self.html();
        let form = find(html.root_element(), "form").into_iter().find(|form| form.attr("action") == Some(action));
        let form = form.unwrap_or_else(|| panic!("no form to {action}: {}", self.text));
        let fields = find(form, CONTROLS).into_iter().map(Field::read);
        fields.flat_map(|f| f.values.into_iter().map(move |value| (f.name.clone(), value))).collect()
    }

    /// The values of a field in every form that goes to that address.
    pub fn form_values(&self, action: &str, name: &str) -> Vec<String> {
        let html = self.html();
        let forms = find(html.root_element(), "form").into_iter().filter(|form| form.attr("action") == Some(action));
        let fields = forms.flat_map(|form| find(form, CONTROLS)).map(Field::read);
        fields.filter(|field| field.name == name).flat_map(|field| field.values).collect()
    }

    /// Each link: its text, and where it leads.
    pub fn links(&self) -> Vec<(String, String)> {
        let html = self.html();
        let links = find(html.root_element(), "a[href]").into_iter();
        links.map(|a| (text(a), a.attr("href").unwrap_or_default().to_owned())).collect()
    }

    /// Where the first link with that text leads.
    pub fn link(&self, text: &str) -> Option<String> {
        self.links().into_iter().find(|(said, _)| said == text).map(|(_, href)| href)
    }

    /// The words that are marked in a text.
    pub fn marked(&self) -> Vec<String> {
        self.texts("mark")
    }

    /// The code to write down.
    pub fn code(&self) -> Option<String> {
        self.texts(".code").pop()
    }
}

fn find<'a>(within: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    within.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn with_id<'a>(html: &'a Html, id: &str) -> Option<ElementRef<'a>> {
    html.root_element().descendent_elements().find(|e| e.attr("id") == Some(id))
}

fn is_read(element: &ElementRef) -> bool {
    element.attr("hidden").is_none() && !NOT_READ.contains(&element.value().name())
}

/// The text of an element, for the eye or for the ear alone too. White space is one space, as a browser
/// shows it; a line of its own is kept where the style keeps it.
fn text(element: ElementRef) -> String {
    let mut text = String::new();
    add_text(element, false, &mut text);
    let lines = text.split('\n').map(|line| line.split_ascii_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

fn add_text(element: ElementRef, in_lines: bool, text: &mut String) {
    let in_lines = in_lines || element.value().classes().any(|class| class == "lines");
    for child in element.children() {
        if let Some(words) = child.value().as_text() {
            text.push_str(&words.replace('\n', if in_lines { "\n" } else { " " }));
        } else if let Some(child) = ElementRef::wrap(child).filter(is_read) {
            let apart = if IN_LINE.contains(&child.value().name()) { "" } else { " " };
            text.push_str(apart);
            add_text(child, in_lines, text);
            text.push_str(apart);
        }
    }
}
