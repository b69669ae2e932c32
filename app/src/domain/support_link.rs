//! Support links: the blankett, the routine, a coordinator. Respondents are led to them once they have been
//! asked whether they know of them, and never before: that would raise what the question measures.

use super::meaning::LinkName;
use super::questionnaire::{Question, Questionnaire};

/// A link that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupportLink {
    pub name: LinkName,
    /// An address of the web, or an e-mail address.
    pub address: String,
    /// Whose it is, where the reader belongs elsewhere.
    pub of: Option<String>,
}

impl SupportLink {
    /// Whether it leads to a page; otherwise it is an e-mail address.
    pub fn is_page(&self) -> bool {
        ["https://", "http://"].iter().any(|scheme| self.address.starts_with(scheme))
    }

    /// Where it leads.
    pub fn href(&self) -> String {
        if self.is_page() { self.address.clone() } else { format!("mailto:{}", self.address) }
    }
}

impl Questionnaire {
    /// The links under the questions of a section: those that it declares, once nothing more is asked that they
    /// would give away.
    pub fn links_under(&self, section: usize) -> &[LinkName] {
        let measures = |q: &Question| self.indicators.iter().any(|i| i.topic().is_some() && i.question == q.id);
        let too_early = self.sections.iter().skip(section).flat_map(|s| &s.questions).any(measures);
        self.sections.get(section).filter(|_| !too_early).map_or(&[], |section| &section.links)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::definition::{parse, publication_faults};

    const FILES: [&str; 3] = [
        include_str!("../../enkat/vbe-stadsdel.json"),
        include_str!("../../enkat/vbe-fack.json"),
        include_str!("../../enkat/vbe-bra.json"),
    ];

    #[test]
    fn the_standard_questionnaires_show_their_links_after_what_they_measure() {
        for text in FILES {
            let questionnaire = parse(text).expect("a sound definition");
            assert_eq!(publication_faults(&questionnaire), [], "{}", questionnaire.id);
            let shown: Vec<usize> = (0..questionnaire.sections.len()).map(|i| questionnaire.links_under(i).len()).collect();
            let declared: Vec<usize> = questionnaire.sections.iter().map(|s| s.links.len()).collect();
            assert_eq!(shown, declared, "{}", questionnaire.id);
            assert!(declared.iter().sum::<usize>() > 0, "{}", questionnaire.id);
        }
    }

    #[test]
    fn links_before_or_beside_a_question_that_measures_knowledge_are_not_shown() {
        for text in FILES {
            let mut questionnaire = parse(text).expect("a sound definition");
            let (awareness, _) = questionnaire.section("kannedom").expect("a section");
            for section in 0..questionnaire.sections.len() {
                questionnaire.sections[section].links = vec![LinkName::Utbildning];
                assert_eq!(questionnaire.links_under(section).is_empty(), section <= awareness, "{section}");
            }
        }
    }
}
