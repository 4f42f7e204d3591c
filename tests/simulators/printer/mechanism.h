#pragma once
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <variant>

#include "tests/simulators/printer/canvas.h"
#include "tests/simulators/printer/options.h"
#include "tests/simulators/printer/paper.h"

namespace simulators {

/// What is wrong with the printer, or what it waits for: the truth, whatever it says of itself.
struct Conditions {
    bool paper_out = false;
    bool paper_near_end = false;
    bool cover_open = false;
    bool jam = false;
    bool ribbon_out = false;
    bool cutter_error = false;
    bool overheated = false;  ///< Goes on by itself once cool; spoils nothing.
    bool paused = false;      ///< Stands still at the end of the label.
    bool label_waiting = false;

    /// The label under the head is spoilt by it.
    bool spoils() const { return paper_out || cover_open || jam || ribbon_out; }
    bool error() const { return spoils() || cutter_error || overheated; }
    bool operator==(const Conditions&) const = default;
};

/// A drawn label, and what the paper does behind it.
struct PageJob {
    enum class After { ToNextLabel, Feed, Nothing };
    Canvas image;
    long copies = 1;
    After after = After::ToNextLabel;
    int feed_dots = 0;
    bool ends_at_gap = false;  ///< A printer that senses the gap stops there whatever is left.
    bool reprint = true;       ///< Printed again when it was spoilt.
};

/// Motor, head and what waits for them, in order. Each row of dots takes its time, rows stand still
/// while something is wrong; answers and cuts take none.
class Mechanism {
public:
    using Reply = std::function<void(const Bytes&)>;
    Mechanism(Paper& paper, Conditions& conditions, Reply reply);

    void print_row(Bytes row);
    void print_page(PageJob job);
    void feed(long dots);
    void feed_to_next_label();
    void cut();
    /// Is sent when everything before it is on paper.
    void answer(Bytes bytes);

    bool idle() const { return motions_.empty(); }
    std::size_t waiting() const { return motions_.size(); }
    /// Rows that are still to be moved by what is not a page.
    long backlog_dots() const { return backlog_dots_; }
    /// Pages of which no row is printed yet.
    std::size_t pages_waiting() const;
    /// Copies still to come of the page that is printed now, that one counted.
    long copies_left() const;
    /// Something is to do and nothing keeps it from being done.
    bool moving() const;

    /// One row of dots.
    void step();
    /// A condition that spoils the label has come.
    void stopped();
    /// All conditions that spoil are gone: paper is fed to where a label begins.
    void resumed();
    void clear();
    /// Forgets what waits; a label that is being printed is finished.
    void clear_waiting();
    /// Things are printed nowhere instead of not at all.
    void set_pretend(bool pretend) { pretend_ = pretend; }

    long labels_printed() const { return labels_printed_; }
    long rows_pretended() const { return rows_pretended_; }
    /// The label is held back until somebody takes it.
    bool peel = false;

private:
    struct Rows {
        std::deque<Bytes> rows;
    };
    struct Feed {
        long dots = 0;
    };
    struct ToNextLabel {
        bool begun = false;
    };
    struct Cut {};
    struct Answer {
        Bytes bytes;
    };
    struct PageMotion {
        PageJob job;
        int row = 0;
        int fed = 0;
    };
    using Motion = std::variant<Rows, Feed, ToNextLabel, Cut, Answer, PageMotion>;

    bool stands() const;
    void burn(std::span<const std::uint8_t> row);
    void step_page(PageMotion& page);
    bool page_begun() const;
    void finish_copy(PageMotion& page);
    void pop();
    void settle();

    Paper& paper_;
    Conditions& conditions_;
    Reply reply_;
    std::deque<Motion> motions_;
    long backlog_dots_ = 0;
    long labels_printed_ = 0;
    long rows_pretended_ = 0;
    bool pretend_ = false;
};

}  // namespace simulators
