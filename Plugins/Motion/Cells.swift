import MediaCore

/// The pieces of a picture whose brightness is compared: the blocks of the settings, divided further where they are few, so
/// that something small in a large block is seen, and light that changes everywhere is told from something that moves.
struct Cells: Sendable, Equatable {
    /// At least so many cells lie across and down.
    private static let fewest = 8

    /// Cells across.
    let columns: Int
    /// Cells down.
    let rows: Int

    private let across: Int
    private let down: Int
    private let grid: BlockGrid

    /// The cells for a grid of blocks.
    init(of grid: BlockGrid) {
        self.grid = grid
        across = (Cells.fewest + grid.columns - 1) / grid.columns
        down = (Cells.fewest + grid.rows - 1) / grid.rows
        columns = grid.columns * across
        rows = grid.rows * down
    }

    /// The block that a cell lies in.
    func block(of cell: Int) -> Int {
        cell / columns / down * grid.columns + cell % columns / across
    }

    /// The mean brightness of each cell, 0 to 255; 0 for a cell that the picture is too small for.
    func means(of luma: Plane) -> [Float] {
        var means: [Float] = []
        means.reserveCapacity(columns * rows)
        var sums = [UInt32](repeating: 0, count: columns)
        let edges = (0...columns).map { $0 * luma.width / columns }
        for row in 0..<rows {
            let top = row * luma.height / rows
            let bottom = (row + 1) * luma.height / rows
            for column in 0..<columns { sums[column] = 0 }
            for y in top..<bottom {
                let line = luma.row(y).span
                for column in 0..<columns {
                    let piece = line.extracting(edges[column]..<edges[column + 1])
                    var sum: UInt32 = 0
                    for x in piece.indices { sum &+= UInt32(piece[x]) }
                    sums[column] &+= sum
                }
            }
            for column in 0..<columns {
                let area = (bottom - top) * (edges[column + 1] - edges[column])
                means.append(area == 0 ? 0 : Float(sums[column]) / Float(area))
            }
        }
        return means
    }
}
