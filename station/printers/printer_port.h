#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "printing/label.h"
#include "station/printers/sheet_picture.h"

namespace station {

/// One label or other sheet to draw and prove.
struct LabelTask {
    base::JobRow job;
    printing::LabelContent content;
    std::string job_name;  ///< File-name safe: names files and pictures of this sheet.
    /// Given instead of the content: a sheet that was drawn elsewhere.
    std::optional<SheetPicture> picture{};
};

/// A worker has drawn a label, read it back, and stored its picture.
struct Drawn {
    base::JobRow job;
    bool proven = false;
    std::vector<printing::LabelWarning> warnings;
    std::vector<printing::LabelFailure> failures;  ///< Why it is not proven.
    std::string station_fault;  ///< Not the label's fault (a full disk): it is drawn again later.
};

/// How a send ended. Printing is not repeatable: only NothingSent may be tried again unattended.
struct Delivered {
    enum class Outcome {
        NothingSent,
        PartlySent,
        Accepted,  ///< Every byte taken; no evidence of paper.
        Printed,   ///< Every byte taken and evidence seen.
    };
    base::JobRow job;
    Outcome outcome = Outcome::NothingSent;
    std::size_t bytes_accepted = 0;
    std::string message;  ///< What went wrong; empty when nothing did.
};

/// What a printer says of itself between labels.
struct PrinterNews {
    bool ready = true;
    std::string message;  ///< A key of the text tables or a plain sentence.
};

using PrinterEvent = std::variant<Drawn, Delivered, PrinterNews>;

/// One printer as the station sees it. Calls come from the station thread and never block; events
/// come from the port's own thread through the sink given at construction.
class PrinterPort {
public:
    using Sink = std::function<void(const base::PrinterName&, PrinterEvent)>;
    virtual ~PrinterPort() = default;
    virtual const base::PrinterName& name() const = 0;
    /// False when its queue is full: ask again later.
    [[nodiscard]] virtual bool draw(LabelTask task) = 0;
    /// Sends a label that was drawn and proven. False when its queue is full.
    [[nodiscard]] virtual bool deliver(base::JobRow job) = 0;
    /// Forgets a drawn label that will not be sent.
    virtual void discard(base::JobRow job) = 0;
    /// Finishes what it is sending, at most for `limit`, and closes the device.
    virtual void stop(std::chrono::milliseconds limit) = 0;
};

}  // namespace station
