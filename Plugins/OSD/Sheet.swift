import BoardDevices
import MediaCore

/// All that is written into a stream's picture, drawn and in its place, ready to be blended into picture after picture.
final class Sheet: Sendable {
    /// What it was drawn by.
    let plan: Plan

    private let time: Block
    private let title: Block
    private let places: [(strip: Strip, x: Int, y: Int)]

    /// Draws what is new since the last sheet.
    init(_ plan: Plan, after last: Sheet?, letters: Letters) {
        self.plan = plan
        let look = plan.look
        let layout = plan.layout
        func block(_ lines: [String], after last: Block?) -> Block {
            let key = Block.Key(lines: lines, look: look, layout: layout, width: plan.size.width)
            if let last, last.key == key { return last }
            return Block(key, letters: letters)
        }
        time = block(plan.timeLines, after: last?.time)
        title = block(plan.titleLines, after: last?.title)
        let timeArea = time.area(at: plan.settings.time, in: plan.size)
        var titleArea = title.area(at: plan.settings.title, in: plan.size)
        if !time.isEmpty, !title.isEmpty, titleArea.overlaps(timeArea) {
            titleArea.giveWay(to: timeArea, gap: look.margin, in: plan.size)
        }
        places =
            time.places(from: timeArea.y, plan.settings.time, in: plan.size)
            + title.places(from: titleArea.y, plan.settings.title, in: plan.size)
    }

    /// Whether there is nothing to write.
    var isEmpty: Bool { places.isEmpty }

    /// Writes into the planes of a picture of the plan's size and layout.
    func blend(into planes: [Plane]) {
        for place in places { place.strip.blend(into: planes, x: place.x, y: place.y) }
    }
}

/// A rectangle of a picture, in pixels.
struct Area: Sendable, Hashable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    func overlaps(_ other: Area) -> Bool {
        x < other.x + other.width && other.x < x + width && y < other.y + other.height && other.y < y + height
    }

    /// Moves below another area, or above it where there is no room below; stays if there is none at all.
    mutating func giveWay(to other: Area, gap: Int, in picture: PictureSize) {
        let (below, above) = ((other.y + other.height + gap / 2) & ~1, (other.y - height - gap / 2) & ~1)
        if below + height <= picture.height {
            y = below
        } else if above >= 0 {
            y = above
        }
    }
}
