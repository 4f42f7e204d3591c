#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace simulators {

/// What came out of the printer: black dots as they stood in the raster, rows padded to bytes.
struct Sheet {
    int width_bytes = 0;
    std::vector<std::vector<std::uint8_t>> rows;
    /// As a portable bitmap (P4): 1 is black, as in ESC/POS.
    std::string pbm() const;
};

/// An ESC/POS label printer with a receive buffer, written after the manuals alone: it shares no
/// code with the encoder that it checks. It executes real-time commands on arrival, also inside
/// raster data, as Epson printers do; everything else runs from the buffer and stands still while
/// paper is out or the cover open. One thread.
/// Sources: Epson ESC/POS reference, "GS v 0", "DLE EOT", "GS r"; HPRT TP80K p. 53.
class SimulatedPrinter {
public:
    explicit SimulatedPrinter(std::size_t buffer_bytes = 64 * 1024) : buffer_bytes_(buffer_bytes) {}

    /// Takes as many bytes as the buffer has room for, and says how many.
    std::size_t receive(std::span<const std::uint8_t> bytes);
    std::vector<Sheet> take_sheets();
    std::vector<std::uint8_t> take_replies();

    void set_paper(bool present);
    void set_cover_open(bool open);
    /// The roll ends after so many more sheets.
    void set_sheets_left(int sheets) { sheets_left_ = sheets; }

    /// Rows that were printed on the sheet that is still in the printer.
    std::size_t rows_on_open_sheet() const { return sheet_.rows.size(); }
    bool inside_raster() const { return raster_left_ > 0; }
    /// Real-time commands that were executed in the middle of raster data.
    int real_time_in_raster() const { return real_time_in_raster_; }
    /// Bytes that were no part of any command.
    int unknown_bytes() const { return unknown_bytes_; }

private:
    void real_time(std::uint8_t byte, bool in_raster);
    void answer_real_time(std::uint8_t n);
    void run();
    bool step();  // False where more bytes are needed.
    bool raster_step();
    void feed_sheet();
    void drop(std::size_t count);

    std::size_t buffer_bytes_;
    std::deque<std::uint8_t> buffer_;
    std::vector<std::uint8_t> last_bytes_;  // The last three that arrived.
    std::size_t raster_ahead_ = 0;          // Raster bytes still to arrive, for the counter.
    std::vector<std::uint8_t> header_;      // A GS v 0 that is arriving, for the counter.

    Sheet sheet_;
    std::size_t raster_left_ = 0;
    int raster_width_ = 0;
    std::vector<Sheet> sheets_;
    std::vector<std::uint8_t> replies_;
    bool paper_ = true;
    bool cover_open_ = false;
    int sheets_left_ = -1;
    int real_time_in_raster_ = 0;
    int unknown_bytes_ = 0;
};

}  // namespace simulators
