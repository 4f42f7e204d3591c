#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "station/printers/printer_port.h"

namespace fakes {

/// A printer whose answers the test decides. It outlives the ports that stations make of it, so
/// that its paper is still there after a crash. Everything on the station's thread.
class FakePrinter {
public:
    enum class Draws {
        Proves,   ///< Answers draw() at once: proven.
        Refuses,  ///< Answers at once: not proven.
        Waits,    ///< The test calls drawn().
    };
    enum class Sends {
        Prints,   ///< Answers deliver() at once: on paper, with evidence.
        Accepts,  ///< Answers at once: every byte taken, no evidence. It is on paper.
        Nothing,  ///< Answers at once: no byte taken.
        Waits,    ///< The test calls print(), accept(), lose(), take_nothing().
    };

    explicit FakePrinter(std::string name) : name_(std::move(name)) {}

    Draws draws = Draws::Proves;
    Sends sends = Sends::Prints;
    bool queue_full = false;  ///< draw() and deliver() say no.
    std::function<void(base::JobRow)> on_deliver = [](base::JobRow) {};

    struct Sheet {
        base::JobRow job;
        std::string number;
        std::string receiver;
        std::string sheet_code;
        int print_number = 1;
    };
    const std::vector<Sheet>& paper() const { return paper_; }
    std::vector<Sheet> paper_of(const std::string& number) const {
        std::vector<Sheet> some;
        for (const Sheet& sheet : paper_) {
            if (sheet.number == number) some.push_back(sheet);
        }
        return some;
    }
    /// Labels given to draw() or deliver() and not answered yet.
    const std::vector<base::JobRow>& drawing() const { return drawing_; }
    const std::vector<base::JobRow>& sending() const { return sending_; }
    const std::vector<base::JobRow>& discarded() const { return discarded_; }
    int deliveries() const { return deliveries_; }
    const printing::LabelContent& content(base::JobRow job) const { return labels_.at(job); }

    void drawn(base::JobRow job, bool proven = true) {
        std::erase(drawing_, job);
        station::Drawn event;
        event.job = job;
        event.proven = proven;
        if (!proven) event.failures.push_back({"missing_glyph", "receiver.name", "no glyph"});
        tell(std::move(event));
    }
    void answer_drawing(station::Drawn event) {
        std::erase(drawing_, event.job);
        tell(std::move(event));
    }
    /// It was drawn, but the station's disk did not take its picture.
    void could_not_store(base::JobRow job, std::string message) {
        std::erase(drawing_, job);
        station::Drawn event;
        event.job = job;
        event.station_fault = std::move(message);
        tell(std::move(event));
    }
    void print(base::JobRow job) {
        put_on_paper(job);
        answer(job, station::Delivered::Outcome::Printed, 5000, "");
    }
    void accept(base::JobRow job) {
        put_on_paper(job);
        answer(job, station::Delivered::Outcome::Accepted, 5000, "");
    }
    /// Some bytes were taken, then silence; whether paper came of it is the test's business.
    void lose(base::JobRow job, std::size_t bytes) {
        answer(job, station::Delivered::Outcome::PartlySent, bytes, "cable pulled");
    }
    void take_nothing(base::JobRow job) {
        answer(job, station::Delivered::Outcome::NothingSent, 0, "connection refused");
    }
    void put_on_paper(base::JobRow job) {
        const printing::LabelContent& label = labels_.at(job);
        paper_.push_back(
            {job, label.number, label.receiver.name, label.sheet_code, label.print_number});
    }
    /// The station went away: what it asked for is forgotten, the paper is not.
    void forget() {
        drawing_.clear();
        sending_.clear();
        sink_ = {};
    }
    std::unique_ptr<station::PrinterPort> port(station::PrinterPort::Sink sink);

private:
    friend class FakePrinterPort;
    void answer(base::JobRow job, station::Delivered::Outcome outcome, std::size_t bytes,
                std::string message) {
        std::erase(sending_, job);
        tell(station::Delivered{job, outcome, bytes, std::move(message)});
    }
    void tell(station::PrinterEvent event) {
        if (sink_) sink_(base::PrinterName(name_), std::move(event));
    }

    std::string name_;
    station::PrinterPort::Sink sink_;
    std::map<base::JobRow, printing::LabelContent> labels_;
    std::vector<Sheet> paper_;
    std::vector<base::JobRow> drawing_, sending_, discarded_;
    int deliveries_ = 0;
};

/// The port of a FakePrinter, which must outlive it.
class FakePrinterPort final : public station::PrinterPort {
public:
    FakePrinterPort(FakePrinter& printer, Sink sink) : printer_(printer), name_(printer.name_) {
        printer_.sink_ = std::move(sink);
    }
    const base::PrinterName& name() const override { return name_; }
    bool draw(station::LabelTask task) override {
        if (printer_.queue_full) return false;
        const base::JobRow job = task.job;
        // A sheet that was drawn elsewhere is known by its name.
        if (task.picture) task.content.number = task.job_name;
        printer_.labels_[job] = std::move(task.content);
        printer_.drawing_.push_back(job);
        if (printer_.draws != FakePrinter::Draws::Waits)
            printer_.drawn(job, printer_.draws == FakePrinter::Draws::Proves);
        return true;
    }
    bool deliver(base::JobRow job) override {
        if (printer_.queue_full) return false;
        ++printer_.deliveries_;
        printer_.on_deliver(job);
        printer_.sending_.push_back(job);
        switch (printer_.sends) {
            case FakePrinter::Sends::Prints:
                printer_.print(job);
                break;
            case FakePrinter::Sends::Accepts:
                printer_.accept(job);
                break;
            case FakePrinter::Sends::Nothing:
                printer_.take_nothing(job);
                break;
            case FakePrinter::Sends::Waits:
                break;
        }
        return true;
    }
    void discard(base::JobRow job) override { printer_.discarded_.push_back(job); }
    void stop(std::chrono::milliseconds) override {}

private:
    FakePrinter& printer_;
    base::PrinterName name_;
};

inline std::unique_ptr<station::PrinterPort> FakePrinter::port(station::PrinterPort::Sink sink) {
    return std::make_unique<FakePrinterPort>(*this, std::move(sink));
}

}  // namespace fakes
