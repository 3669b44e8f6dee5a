import BoardDevices
import FreeTypeDriver
import GatewayTesting
import MediaCore
import Testing

@Suite("Text in any script")
struct FreeTypeTests {
    private let renderer: any TextRenderer

    init() throws {
        renderer = try openedDevice(FreeTypeEntry.self, as: .textRenderer)
    }

    private func draw(_ line: String, height: Int = 40) throws -> TextImage {
        try renderer.draw(line, height: height)
    }

    /// The first and the last column with ink.
    private func ink(_ image: TextImage) -> ClosedRange<Int>? {
        let extent = image.extent
        let columns = (0..<image.size.width).filter { x in
            (0..<image.size.height).contains { extent[$0 * image.size.width + x] > 64 }
        }
        guard let first = columns.first, let last = columns.last else { return nil }
        return first...last
    }

    /// Columns without ink between columns with ink.
    private func gaps(_ image: TextImage) -> Int {
        guard let ink = ink(image) else { return 0 }
        let extent = image.extent
        let isEmpty = ink.map { x in !(0..<image.size.height).contains { extent[$0 * image.size.width + x] > 32 } }
        return zip(isEmpty, isEmpty.dropFirst()).count { !$0 && $1 }
    }

    /// How much ink two pictures of one height share when the smaller is laid on the larger at a column, 0 to 1.
    private func likeness(_ part: TextImage, in whole: TextImage, at column: Int) -> Double {
        var (shared, all) = (0, 0)
        for y in 0..<min(part.size.height, whole.size.height) {
            for x in 0..<part.size.width where (0..<whole.size.width).contains(x + column) {
                let (left, right) = (
                    Int(part.coverage[y * part.size.width + x]), Int(whole.coverage[y * whole.size.width + x + column])
                )
                shared += min(left, right)
                all += max(left, right)
            }
        }
        return all == 0 ? 0 : Double(shared) / Double(all)
    }

    @Test("it keeps what every text renderer keeps")
    func conformance() throws {
        try TextRendererConformance.check(renderer)
    }

    @Test(
        "every script has letters of its own, not the box for what no font has",
        arguments: ["Ä", "Ж", "你", "日", "한", "क", "م", "שׁ", "😀", "🇮🇳"])
    func scripts(letter: String) throws {
        let box = try draw("\u{10FFFD}")
        let image = try draw(letter)
        #expect(ink(image) != nil)
        #expect(image != box)
    }

    @Test("Chinese letters are as wide as high, and each is another one")
    func chinese() throws {
        let image = try draw("你好世界")
        #expect((150...170).contains(image.size.width), "\(image.size)")
        #expect(try draw("你") != draw("好"))
    }

    @Test("Arabic letters are joined: narrower than apart, and without a gap")
    func joined() throws {
        // Between them, a joiner that breaks what would join.
        let apart = try draw("ب\u{200C}ب\u{200C}ب")
        let joined = try draw("ببب")
        #expect(joined.size.width < apart.size.width * 8 / 10, "\(joined.size) and \(apart.size)")
        #expect(gaps(joined) == 0)
        #expect(gaps(apart) == 2)
    }

    @Test("an Arabic title with digits stands from right to left, its digits from left to right")
    func bidirectional() throws {
        let digits = try draw("2026")
        let title = try draw("باب 2026")
        let width = digits.size.width
        // The number is read last, so it stands at the left, as it stands anywhere else.
        let best = (0...4).map { likeness(digits, in: title, at: $0) }.max() ?? 0
        #expect(best > 0.8, "\(best)")
        let word = try draw("باب")
        let right = (-4...4).map { likeness(word, in: title, at: title.size.width - word.size.width + $0) }.max() ?? 0
        #expect(right > 0.7, "\(right)")
        #expect(title.size.width > word.size.width + width)
    }

    @Test("Arabic inside a Latin title turns by itself, and the title still begins at the left")
    func arabicInLatin() throws {
        let title = try draw("Gate باب")
        let word = try draw("Gate")
        #expect((0...2).contains { likeness(word, in: title, at: $0) > 0.8 })
    }

    @Test("brackets in Arabic face the letters that they hold")
    func mirrored() throws {
        let held = try draw("(باب)")
        let bracket = try draw("(")
        #expect((0...4).contains { likeness(bracket, in: held, at: $0) > 0.6 })
    }

    @Test("Devanagari: a conjunct is one sign, and a vowel sign stands before the letter that it follows")
    func devanagari() throws {
        let conjunct = try draw("क्ष")
        let apart = try draw("क\u{94D}\u{200C}ष")
        #expect(conjunct.size.width < apart.size.width, "\(conjunct.size) and \(apart.size)")
        let syllable = try draw("कि")
        let letter = try draw("क")
        let right = syllable.size.width - letter.size.width
        #expect(right > 4)
        #expect((-2...2).contains { likeness(letter, in: syllable, at: right + $0) > 0.6 })
    }

    @Test("a line over a Devanagari word has no gap")
    func headline() throws {
        #expect(try gaps(draw("नमस्ते")) == 0)
    }

    @Test("emoji have colours, letters have none")
    func emoji() throws {
        let image = try draw("😀")
        let colors = try #require(image.colors)
        let middle = 4 * (image.size.height * 2 / 5 * image.size.width + image.size.width / 4)
        let (red, blue) = (Int(colors[middle]), Int(colors[middle + 2]))
        #expect(red > 200 && blue < 120, "yellow, not \(colors[middle..<middle + 4])")
        #expect(!image.coverage.contains { $0 > 0 })
        #expect(try draw("Gate 你好").colors == nil)
        #expect(image.size.height < 64)
    }

    @Test("joined emoji are one picture; asked for as text they are letters")
    func emojiSequences() throws {
        let family = try draw("👨\u{200D}👩\u{200D}👧")
        #expect(try family.size.width < 2 * draw("👨").size.width)
        #expect(try draw("❤\u{FE0F}").colors != nil)
        #expect(try draw("❤\u{FE0E}").colors == nil)
        #expect(try draw("12").colors == nil)
    }

    @Test("letters and emoji go into one line")
    func mixed() throws {
        let image = try draw("Tor 门 باب द्वार 🚪")
        #expect(image.colors != nil)
        #expect(image.coverage.contains(255))
        #expect(try image.size.width > draw("Tor 门 باب द्वार").size.width)
    }

    @Test("a pile of marks and a letter as wide as a line stay within bounds")
    func extremes() throws {
        let pile = try draw("a" + String(repeating: "\u{30D}", count: 100))
        #expect(pile.size.height <= 120)
        let wide = try draw(String(repeating: "\u{FDFA}", count: 300), height: 60)
        #expect(wide.size.width <= 8192)
        #expect(try draw(String(repeating: "W", count: 5000)).size.width <= 8192)
    }

    @Test("lines drawn by many threads at once are as drawn alone")
    func threads() async throws {
        let alone = try draw("नमस्ते 2026")
        await withTaskGroup(of: TextImage?.self) { group in
            for index in 0..<16 {
                group.addTask { [renderer] in
                    _ = try? renderer.draw("\(index) Gate 你好", height: 20 + index)
                    return try? renderer.draw("नमस्ते 2026", height: 40)
                }
            }
            for await image in group { #expect(image == alone) }
        }
    }
}
