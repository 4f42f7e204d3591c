#include "tests/simulators/escpos_printer/simulated_printer.h"

#include <algorithm>
#include <utility>

namespace simulators {

std::string Sheet::pbm() const {
    std::string text =
        "P4\n" + std::to_string(width_bytes * 8) + " " + std::to_string(rows.size()) + "\n";
    for (const auto& row : rows) {
        for (const std::uint8_t byte : row) text += static_cast<char>(byte);
        text.append(static_cast<std::size_t>(width_bytes) - row.size(), '\0');
    }
    return text;
}

std::size_t SimulatedPrinter::receive(std::span<const std::uint8_t> bytes) {
    std::size_t taken = 0;
    for (const std::uint8_t byte : bytes) {
        if (buffer_.size() >= buffer_bytes_) {
            run();
            if (buffer_.size() >= buffer_bytes_) break;
        }
        const bool in_raster = raster_ahead_ > 0;
        if (in_raster) {
            --raster_ahead_;
        } else {
            // Follows the arriving stream just far enough to know what is raster data.
            header_.push_back(byte);
            const std::uint8_t start[] = {0x1d, 0x76, 0x30};
            if (header_.size() <= 3 && byte != start[header_.size() - 1]) {
                const bool again = byte == start[0];
                header_.clear();
                if (again) header_.push_back(byte);
            }
            if (header_.size() == 8) {
                raster_ahead_ = (header_[4] + 256U * header_[5]) * (header_[6] + 256U * header_[7]);
                header_.clear();
            }
        }
        real_time(byte, in_raster);
        buffer_.push_back(byte);
        ++taken;
    }
    run();
    return taken;
}

void SimulatedPrinter::real_time(std::uint8_t byte, bool in_raster) {
    last_bytes_.push_back(byte);
    if (last_bytes_.size() > 3) last_bytes_.erase(last_bytes_.begin());
    if (last_bytes_.size() < 3 || last_bytes_[0] != 0x10) return;
    const std::uint8_t second = last_bytes_[1];
    const bool status = second == 0x04 && byte >= 1 && byte <= 8;
    const bool request =
        (second == 0x05 && byte <= 2) || (second == 0x14 && byte >= 1 && byte <= 8);
    if (!status && !request) return;
    if (in_raster) ++real_time_in_raster_;
    if (status) answer_real_time(byte);
}

void SimulatedPrinter::answer_real_time(std::uint8_t n) {
    int reply = 0x12;
    if (n == 1 && (!paper_ || cover_open_)) reply |= 0x08;
    if (n == 2) reply |= (cover_open_ ? 0x04 : 0) | (paper_ ? 0 : 0x20);
    if (n == 4) reply |= paper_ ? 0 : 0x60;
    if (n <= 4) replies_.push_back(static_cast<std::uint8_t>(reply));
}

void SimulatedPrinter::run() {
    while (paper_ && !cover_open_ && !buffer_.empty())
        if (!(raster_left_ > 0 ? raster_step() : step())) return;
}

bool SimulatedPrinter::raster_step() {
    const auto width = static_cast<std::size_t>(raster_width_);
    if (buffer_.size() < width) return false;
    sheet_.rows.emplace_back(buffer_.begin(), buffer_.begin() + raster_width_);
    sheet_.width_bytes = std::max(sheet_.width_bytes, raster_width_);
    drop(width);
    raster_left_ -= width;
    return true;
}

bool SimulatedPrinter::step() {
    const auto at = [&](std::size_t i) { return buffer_[i]; };
    const std::size_t size = buffer_.size();
    switch (at(0)) {
        case 0x00:
            drop(1);
            return true;
        case 0x0c:
            drop(1);
            feed_sheet();
            return true;
        case 0x10:  // Was executed on arrival.
            if (size < 3) return false;
            drop(3);
            return true;
        case 0x1b:
            if (size < 2) return false;
            if (at(1) == 0x40) {
                drop(2);
                return true;
            }
            if (at(1) == 0x64) {
                if (size < 3) return false;
                drop(3);
                feed_sheet();
                return true;
            }
            break;
        case 0x1d:
            if (size < 2) return false;
            if (at(1) == 0x0c) {
                drop(2);
                feed_sheet();
                return true;
            }
            if (at(1) == 0x72) {
                if (size < 3) return false;
                drop(3);
                replies_.push_back(0x00);
                return true;
            }
            if (at(1) == 0x76) {
                if (size < 8) return false;
                raster_width_ = at(4) + 256 * at(5);
                raster_left_ = static_cast<std::size_t>(raster_width_) * (at(6) + 256U * at(7));
                drop(8);
                return true;
            }
            break;
        default:
            break;
    }
    ++unknown_bytes_;
    drop(1);
    return true;
}

void SimulatedPrinter::feed_sheet() {
    sheets_.push_back(std::exchange(sheet_, {}));
    if (sheets_left_ > 0 && --sheets_left_ == 0) paper_ = false;
}

void SimulatedPrinter::drop(std::size_t count) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(count));
}

std::vector<Sheet> SimulatedPrinter::take_sheets() {
    return std::exchange(sheets_, {});
}
std::vector<std::uint8_t> SimulatedPrinter::take_replies() {
    return std::exchange(replies_, {});
}

void SimulatedPrinter::set_paper(bool present) {
    paper_ = present;
    if (present) sheets_left_ = -1;
    run();
}

void SimulatedPrinter::set_cover_open(bool open) {
    cover_open_ = open;
    run();
}

}  // namespace simulators
