#include "tests/fakes/emulated_usb/emulated_printer.h"

#include <linux/usbdevice_fs.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace fakes {

using Guard = std::lock_guard<std::mutex>;

void EmulatedPrinter::trouble_at_byte(std::size_t bytes, UsbTrouble trouble) {
    const Guard guard(mutex_);
    trouble_ = trouble;
    trouble_left_ = bytes;
}

void EmulatedPrinter::end_trouble() {
    const Guard guard(mutex_);
    trouble_.reset();
    naking_ = false;
    wire_out_ = false;
    run_out();
}

void EmulatedPrinter::accept_at_most(std::size_t bytes_per_transfer) {
    const Guard guard(mutex_);
    accept_limit_ = bytes_per_transfer;
}

void EmulatedPrinter::say(base::ByteView bytes) {
    const Guard guard(mutex_);
    base::append(outgoing_, bytes);
    run_in();
}

void EmulatedPrinter::answer_with(std::function<base::Bytes(base::ByteView)> answer) {
    const Guard guard(mutex_);
    answer_ = std::move(answer);
}

void EmulatedPrinter::take_with(std::function<std::size_t(base::ByteView)> take) {
    const Guard guard(mutex_);
    take_ = std::move(take);
}

void EmulatedPrinter::go_on() {
    const Guard guard(mutex_);
    full_ = false;
    run_out();
}

void EmulatedPrinter::answer_empty(bool on) {
    const Guard guard(mutex_);
    answer_empty_ = on;
    run_in();
}

void EmulatedPrinter::stall_reading(bool on) {
    const Guard guard(mutex_);
    stall_reading_ = on;
    run_in();
}

void EmulatedPrinter::set_port_status(std::optional<std::uint8_t> status) {
    const Guard guard(mutex_);
    port_status_ = status;
}

void EmulatedPrinter::silence_control(bool on) {
    const Guard guard(mutex_);
    silent_control_ = on;
}

base::Bytes EmulatedPrinter::received() const {
    const Guard guard(mutex_);
    return received_;
}

std::size_t EmulatedPrinter::received_count() const {
    const Guard guard(mutex_);
    return received_.size();
}

std::string EmulatedPrinter::driver() const {
    const Guard guard(mutex_);
    return driver_;
}

bool EmulatedPrinter::claimed() const {
    const Guard guard(mutex_);
    return owner_ != nullptr;
}

bool EmulatedPrinter::gone() const {
    const Guard guard(mutex_);
    return gone_;
}

bool EmulatedPrinter::full() const {
    const Guard guard(mutex_);
    return full_;
}

EmulatedPrinter::Counts EmulatedPrinter::counts() const {
    const Guard guard(mutex_);
    return counts_;
}

void EmulatedPrinter::finish(Urb urb, int status) {
    urb.status = status;
    done_.push_back(urb);
    if (change_) change_();
}

int EmulatedPrinter::submit(Urb urb) {
    if (gone_) return ENODEV;
    if (urb.type == USBDEVFS_URB_TYPE_CONTROL) {
        run_control(urb);
        return 0;
    }
    if (owner_ != urb.client) ++counts_.unclaimed_transfers;
    if ((urb.flags & USBDEVFS_URB_BULK_CONTINUATION) != 0) ++counts_.continued_transfers;
    if ((urb.endpoint & 0x80) != 0) {
        ++counts_.in_transfers;
        in_.push_back(urb);
        run_in();
    } else {
        ++counts_.out_transfers;
        counts_.largest_out = std::max(counts_.largest_out, urb.length);
        out_.push_back(urb);
        run_out();
    }
    return 0;
}

void EmulatedPrinter::run_out() {
    while (!out_.empty() && !naking_ && !full_ && !gone_) {
        Urb urb = out_.front();
        if (halted_ || wire_out_) {
            out_.pop_front();
            finish(urb, halted_ ? -EPIPE : -EPROTO);
            continue;
        }
        std::size_t room = urb.length - urb.actual;
        const bool limited = accept_limit_ != 0 && room > accept_limit_;
        if (limited) room = accept_limit_;
        std::size_t count = trouble_ ? std::min(room, trouble_left_) : room;
        const std::size_t offered = count;
        if (take_ && count > 0) count = std::min(count, take_({urb.buffer + urb.actual, count}));
        const base::ByteView taken(urb.buffer + urb.actual, count);
        base::append(received_, taken);
        if (answer_ && !taken.empty()) base::append(outgoing_, answer_(taken));
        urb.actual += count;
        if (trouble_) trouble_left_ -= count;
        out_.front() = urb;
        if (count < offered) {
            full_ = true;
            break;
        }
        if (count < room) {
            if (!meet_trouble(out_.front())) break;
            continue;
        }
        out_.pop_front();
        finish(urb, 0);
    }
    run_in();
}

// The trouble that was asked for has come; false if nothing more can happen now.
bool EmulatedPrinter::meet_trouble(Urb& front) {
    const UsbTrouble trouble = *trouble_;
    trouble_.reset();
    const Urb urb = front;
    switch (trouble) {
        case UsbTrouble::Nak:
            naking_ = true;
            return false;
        case UsbTrouble::Unplug:
            go();
            return false;
        case UsbTrouble::Halts:
            trouble_ = UsbTrouble::Halts;  // With no byte left until then.
            [[fallthrough]];
        case UsbTrouble::Stall:
            halted_ = true;
            out_.pop_front();
            finish(urb, -EPIPE);
            return true;
        case UsbTrouble::Short:
            out_.pop_front();
            finish(urb, 0);
            return true;
        case UsbTrouble::CableOut:
            wire_out_ = true;
            [[fallthrough]];
        case UsbTrouble::Noise:
            out_.pop_front();
            finish(urb, -EPROTO);
            return true;
    }
    return false;
}

void EmulatedPrinter::run_in() {
    while (!in_.empty() && !gone_) {
        Urb urb = in_.front();
        if (stall_reading_ || wire_out_) {
            in_.pop_front();
            finish(urb, stall_reading_ ? -EPIPE : -EPROTO);
            continue;
        }
        if (outgoing_.empty() && !answer_empty_) return;
        const std::size_t count = std::min(urb.length, outgoing_.size());
        std::copy_n(outgoing_.begin(), count, urb.buffer);
        outgoing_.erase(outgoing_.begin(), outgoing_.begin() + static_cast<std::ptrdiff_t>(count));
        urb.actual = count;
        in_.pop_front();
        finish(urb, 0);
    }
}

void EmulatedPrinter::run_control(Urb urb) {
    if (silent_control_) {
        held_.push_back(urb);
        return;
    }
    if (wire_out_) return finish(urb, -EPROTO);
    const auto answer = answer_control(urb.buffer);
    if (!answer) return finish(urb, -EPIPE);
    const std::size_t count = std::min(answer->size(), urb.length - 8);
    std::copy_n(answer->begin(), count, urb.buffer + 8);
    urb.actual = count;
    finish(urb, 0);
}

std::optional<base::Bytes> EmulatedPrinter::answer_control(const std::uint8_t* setup) {
    const int type = setup[0];
    const int request = setup[1];
    const int value = setup[2] | setup[3] << 8;
    if (type == 0x80 && request == 0) return base::Bytes{1, 0};  // GET_STATUS: self powered.
    if (type == 0x80 && request == 6 && value >> 8 == 3) {       // GET_DESCRIPTOR, string.
        const int index = value & 0xff;
        if (index == 0) return base::Bytes{4, 3, 0x09, 0x04};
        const std::string* texts[] = {&kind_.manufacturer, &kind_.name, &kind_.serial};
        if (index > 3 || texts[index - 1]->empty()) return std::nullopt;
        base::Bytes descriptor{0, 3};
        for (const char c : *texts[index - 1]) {
            descriptor.push_back(static_cast<std::uint8_t>(c));
            descriptor.push_back(0);
        }
        descriptor[0] = static_cast<std::uint8_t>(descriptor.size());
        return descriptor;
    }
    if (type == 0xa1 && request == 0) {  // GET_DEVICE_ID.
        if (kind_.device_id.empty()) return std::nullopt;
        const std::size_t length = kind_.device_id.size() + 2;
        base::Bytes reply{static_cast<std::uint8_t>(length >> 8),
                          static_cast<std::uint8_t>(length)};
        if (kind_.device_id_little_endian) std::swap(reply[0], reply[1]);
        base::append(reply, kind_.device_id);
        return reply;
    }
    if (type == 0xa1 && request == 1 && port_status_) return base::Bytes{*port_status_};
    if (type == 0x21 && request == 2) {  // SOFT_RESET.
        ++counts_.soft_resets;
        halted_ = false;
        return base::Bytes{};
    }
    if (!(type == 0xa1 && request == 1)) ++counts_.unknown_requests;
    return std::nullopt;
}

int EmulatedPrinter::discard(const void* client, unsigned long address) {
    for (auto* queue : {&out_, &in_, &held_}) {
        const auto found = std::ranges::find_if(
            *queue, [&](const Urb& urb) { return urb.client == client && urb.address == address; });
        if (found == queue->end()) continue;
        const Urb urb = *found;
        queue->erase(found);
        finish(urb, -ENOENT);
        return 0;
    }
    return EINVAL;
}

std::optional<EmulatedPrinter::Urb> EmulatedPrinter::reap(const void* client) {
    const auto found = std::ranges::find(done_, client, &Urb::client);
    if (found == done_.end()) return std::nullopt;
    const Urb urb = *found;
    done_.erase(found);
    return urb;
}

int EmulatedPrinter::claim(const void* client, std::uint8_t interface_number) {
    if (gone_) return ENODEV;
    const bool known = std::ranges::any_of(kind_.settings, [&](const EmulatedSetting& setting) {
        return setting.interface_number == interface_number;
    });
    if (!known) return ENOENT;
    if (!driver_.empty() || (owner_ != nullptr && owner_ != client)) return EBUSY;
    owner_ = client;
    return 0;
}

int EmulatedPrinter::release(const void* client) {
    if (gone_) return ENODEV;
    if (owner_ != client) return EINVAL;
    owner_ = nullptr;
    return 0;
}

int EmulatedPrinter::bind_driver() {
    if (gone_) return ENODEV;
    if (owner_ != nullptr || !driver_.empty()) return EBUSY;
    driver_ = "usblp";
    return 0;
}

int EmulatedPrinter::unbind_driver() {
    if (gone_) return ENODEV;
    if (driver_.empty()) return ENODATA;
    driver_.clear();
    return 0;
}

void EmulatedPrinter::clear_halt() {
    ++counts_.halts_cleared;
    halted_ = false;
}

std::vector<EmulatedPrinter::Urb> EmulatedPrinter::forget(const void* client) {
    std::vector<Urb> forgotten;
    for (auto* queue : {&out_, &in_, &held_, &done_}) {
        for (const Urb& urb : *queue)
            if (urb.client == client) forgotten.push_back(urb);
        std::erase_if(*queue, [&](const Urb& urb) { return urb.client == client; });
    }
    if (owner_ == client) owner_ = nullptr;
    return forgotten;
}

void EmulatedPrinter::go() {
    if (gone_) return;
    gone_ = true;
    owner_ = nullptr;
    driver_.clear();
    for (auto* queue : {&out_, &in_, &held_}) {
        for (const Urb& urb : *queue) finish(urb, -ESHUTDOWN);
        queue->clear();
    }
    if (change_) change_();
}

}  // namespace fakes
