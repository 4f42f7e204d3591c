#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tests/simulators/printer/options.h"

namespace simulators {

/// A piece of paper that has left the printer: a label, or a length of paper without labels.
struct Page {
    enum class Kind {
        Label,  ///< Went past the head from its first dot to its last.
        Blank,  ///< The same, without a dot on it: waste.
        Half,   ///< Printing stopped in the middle of it, or the roll ended there.
    };
    Kind kind = Kind::Label;
    int width = 0;  ///< The print head's.
    int height = 0;
    Bytes bits;                ///< Rows of (width + 7) / 8 bytes; 1 is black, high bit leftmost.
    std::size_t off_head = 0;  ///< Black dots that were sent for beyond the head.
    bool black(int x, int y) const;
};
/// "label", "blank", "half".
std::string_view name(Page::Kind kind);

/// The roll under the head. Moves forward one row of dots at a time; knows labels and gaps and
/// where the roll ends. A page is finished when its last row has gone past the head.
class Paper {
public:
    static constexpr std::size_t kMaxPages = 64;  ///< That wait to be taken.

    explicit Paper(const PrinterOptions& options);

    /// Burns a row (which may be shorter or longer than the head) and moves on by one.
    void burn(std::span<const std::uint8_t> row);
    /// Moves on by one row without ink.
    void move() { burn({}); }

    bool has_labels() const { return label_dots_ > 0; }
    bool at_label_start() const { return position_ == 0; }
    bool in_gap() const { return has_labels() && position_ >= label_dots_; }
    bool out() const { return left_ == 0; }
    /// No room for more pages; somebody must take some.
    bool crowded() const { return pages_.size() >= kMaxPages; }

    /// The piece that was being printed is spoilt.
    void spoil();
    /// Ends the piece here: paper without labels is cut; of a label a half is torn off.
    void cut();
    /// Feeds to the next label, as a printer does that has lost its place.
    void find_next_label();
    /// The roll ends after so many rows; negative is endless.
    void set_left(long dots);
    /// ... after so many labels more, the one under the head counted.
    void set_labels_left(int labels);
    void load_roll();

    long rows_moved() const { return rows_moved_; }
    std::size_t dots_in_gaps() const { return dots_in_gaps_; }
    std::vector<Page> take_pages();

private:
    void finish(Page::Kind kind);

    int width_;
    std::size_t stride_;
    int label_dots_;
    int pitch_dots_;
    int position_ = 0;  // Rows of this label (or piece) and its gap that have passed the head.
    long left_ = -1;
    bool spoilt_ = false;
    Bytes rows_;  // Of the page in the printer.
    std::size_t off_head_ = 0;
    long rows_moved_ = 0;
    std::size_t dots_in_gaps_ = 0;
    std::vector<Page> pages_;
};

}  // namespace simulators
