//! Draws on a page in millimetres, and tags what it draws.

use super::SheetError;
use crate::face::Face;
use crate::layout::{Layout, Line};
use crate::qr::Modules;
use domain::MarkCode;
use krilla::Data;
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup};
use krilla::text::{Font, GlyphId, KrillaGlyph};

/// Millimetres as points of a PDF.
pub(super) fn points(millimetres: f64) -> f32 {
    (millimetres * 72.0 / 25.4) as f32
}

/// The fonts, as the PDF contains them.
pub(super) struct Faces {
    code: Font,
    text: Font,
    strong: Font,
}

impl Faces {
    pub(super) fn load() -> Result<Self, SheetError> {
        let load = |face: Face| {
            Font::new(Data::from(face.file()), 0)
                .ok_or_else(|| SheetError::Pdf("a face that is compiled in does not load".to_owned()))
        };
        Ok(Self {
            code: load(Face::Code)?,
            text: load(Face::Text)?,
            strong: load(Face::Strong)?,
        })
    }

    fn of(&self, face: Face) -> &Font {
        match face {
            Face::Code => &self.code,
            Face::Text => &self.text,
            Face::Strong => &self.strong,
        }
    }
}

/// A page that is being drawn.
pub(super) struct Painter<'s, 'f> {
    surface: Surface<'s>,
    faces: &'f Faces,
}

impl<'s, 'f> Painter<'s, 'f> {
    /// Starts to draw on a page that is moved by this many millimetres.
    pub(super) fn on(mut surface: Surface<'s>, faces: &'f Faces, (x, y): (f64, f64)) -> Self {
        let scale = points(1.0);
        surface.push_transform(&Transform::from_row(scale, 0.0, 0.0, scale, points(x), points(y)));
        Self { surface, faces }
    }

    pub(super) fn finish(mut self) {
        self.surface.pop();
        self.surface.finish();
    }

    /// Draws a label with its top left corner at this point, as a figure and a paragraph of the section.
    pub(super) fn label(
        &mut self,
        section: &mut TagGroup,
        code: MarkCode,
        layout: &Layout,
        (x, y): (f64, f64),
    ) {
        let at = Transform::from_translate(x as f32, y as f32);
        self.surface.push_transform(&at);
        let picture = self.figure(|painter| painter.qr(&layout.modules, layout.qr, layout.module));
        let figure = Tag::Figure(Some(format!("QR code of mark {code}")));
        section.push(TagGroup::with_children(figure, vec![picture.into()]));

        let mut paragraph = TagGroup::new(Tag::P);
        let split = layout
            .lines
            .iter()
            .position(|line| line.face == Face::Code)
            .unwrap_or(layout.lines.len());
        let (words, code_lines) = layout.lines.split_at(split);
        if !words.is_empty() {
            paragraph.push(self.span(SpanTag::empty(), words));
        }
        // It is one code, even if it is printed in two halves.
        let said = code.to_string();
        paragraph.push(self.span(SpanTag::empty().with_actual_text(Some(&said)), code_lines));
        section.push(paragraph);
        self.surface.pop();
    }

    /// Draws a QR code as paths. A module is one unit wide.
    pub(super) fn qr(&mut self, modules: &Modules, (left, top): (f64, f64), module: f64) {
        let module = module as f32;
        self.surface.push_transform(&Transform::from_row(
            module,
            0.0,
            0.0,
            module,
            left as f32,
            top as f32,
        ));
        if let Some(path) = squares(modules) {
            self.surface.set_fill(Some(Fill::default()));
            self.surface.draw_path(&path);
        }
        self.surface.pop();
    }

    /// Draws a photo with its top left corner at a point, this many millimetres wide and high.
    pub(super) fn photo(&mut self, photo: Image, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let Some(size) = Size::from_wh(width as f32, height as f32) else {
            return;
        };
        self.surface
            .push_transform(&Transform::from_translate(x as f32, y as f32));
        self.surface.draw_image(photo, size);
        self.surface.pop();
    }

    /// Tags what is drawn next as part of a figure.
    pub(super) fn figure(&mut self, paint: impl FnOnce(&mut Self)) -> Identifier {
        let id = self.surface.start_tagged(ContentTag::Other);
        paint(self);
        self.surface.end_tagged();
        id
    }

    /// Marks what is drawn next as decoration, which screen readers skip.
    pub(super) fn artifact(&mut self, paint: impl FnOnce(&mut Self)) {
        let layout = Artifact::with_kind(ArtifactType::Layout);
        self.surface.start_tagged(ContentTag::Artifact(layout));
        paint(self);
        self.surface.end_tagged();
    }

    /// Writes lines as one span.
    pub(super) fn span(&mut self, tag: SpanTag<'_>, lines: &[Line]) -> Identifier {
        let id = self.surface.start_tagged(ContentTag::Span(tag));
        for line in lines {
            self.write(line);
        }
        self.surface.end_tagged();
        id
    }

    /// Writes a line.
    pub(super) fn write(&mut self, line: &Line) {
        let glyphs: Vec<KrillaGlyph> = line
            .text
            .char_indices()
            .map(|(at, character)| {
                let (id, advance) = line.face.glyph(character);
                let range = at..at + character.len_utf8();
                KrillaGlyph::new(GlyphId::new(u32::from(id.0)), advance, 0.0, 0.0, 0.0, range, None)
            })
            .collect();
        let font = self.faces.of(line.face).clone();
        let start = Point::from_xy(line.x as f32, line.y as f32);
        self.surface.set_fill(Some(Fill::default()));
        self.surface
            .draw_glyphs(start, &glyphs, font, &line.text, line.size as f32, false);
    }

    /// Covers a rectangle in white.
    pub(super) fn blank(&mut self, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let Some(piece) = Rect::from_xywh(x as f32, y as f32, width as f32, height as f32) else {
            return;
        };
        let mut path = PathBuilder::new();
        path.push_rect(piece);
        if let Some(path) = path.finish() {
            self.surface.set_fill(Some(Fill {
                paint: luma::Color::new(255).into(),
                ..Fill::default()
            }));
            self.surface.draw_path(&path);
        }
    }

    /// Fills a path.
    pub(super) fn fill(&mut self, path: PathBuilder) {
        let Some(path) = path.finish() else { return };
        self.surface.set_fill(Some(Fill::default()));
        self.surface.draw_path(&path);
    }

    /// Draws the outline of a path, this many millimetres wide.
    pub(super) fn stroke(&mut self, path: PathBuilder, width: f64) {
        let Some(path) = path.finish() else { return };
        self.surface.set_fill(None);
        self.surface.set_stroke(Some(Stroke {
            width: width as f32,
            ..Stroke::default()
        }));
        self.surface.draw_path(&path);
        self.surface.set_stroke(None);
    }
}

/// Joins the dark modules into rectangles that are as high as possible. There are only a third as many of them as runs,
/// so the file is smaller.
fn squares(modules: &Modules) -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut open: Vec<(usize, usize, usize, usize)> = Vec::new();
    let mut close = |(x, length, from, to): (usize, usize, usize, usize)| {
        let rect = Rect::from_ltrb(x as f32, from as f32, (x + length) as f32, to as f32);
        if let Some(rect) = rect {
            path.push_rect(rect);
        }
    };
    let mut runs = modules.runs().peekable();
    for y in 0..=modules.side() {
        let mut here = Vec::new();
        while let Some((x, _, length)) = runs.next_if(|&(_, row, _)| row == y) {
            let grown = open
                .iter()
                .position(|&(left, long, ..)| (left, long) == (x, length));
            let from = grown.map_or(y, |at| open.swap_remove(at).2);
            here.push((x, length, from, y + 1));
        }
        open.drain(..).for_each(&mut close);
        open = here;
    }
    path.finish()
}
