#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "station/batches/journal.h"
#include "station/printers/printer_port.h"

namespace station {

/// What the station knows of a printer right now (memory only; the journal has the truth).
struct PrinterStanding {
    base::PrinterName name;
    bool ready = true;
    std::string message;
    int in_flight = 0;
};

/// Brings queued labels to printers and the printers' answers into the journal.
/// Runs on the station thread. `sending` is committed before deliver() is called.
class Dispatcher {
public:
    Dispatcher(const Context& context, Journal& journal);

    void add(std::unique_ptr<PrinterPort> port);
    /// Gives each printer with room in its window the next label. True when it gave any.
    base::Result<bool> pump();
    /// One event of a printer.
    base::Status handle(const base::PrinterName& printer, const PrinterEvent& event);
    /// An event that the journal would not take: its label leaves the window, so that the printer
    /// goes on; the journal keeps the label as it was, for the next start to recover.
    void give_up(const base::PrinterName& printer, const PrinterEvent& event);
    /// Takes no further labels to printers (stopping).
    void halt() { halted_ = true; }
    void stop_ports(std::chrono::milliseconds limit);
    /// Labels that are with a printer now.
    int in_flight() const;
    std::vector<PrinterStanding> standing() const;

private:
    struct Printer {
        std::unique_ptr<PrinterPort> port;
        config::PrinterSettings settings;
        std::set<base::JobRow> jobs;  ///< In the window.
        bool ready = true;
        std::string message;
        base::SteadyTime retry_at{};  ///< Not before this after a failure.
        int failures = 0;
    };
    base::Status on(Printer& printer, const Drawn& drawn);
    base::Status on(Printer& printer, const Delivered& delivered);
    base::Result<bool> give(Printer& printer, const JobRecord& job);
    base::Status queued_again(const JobRecord& job);
    base::Status block(base::OrderRow order, const std::vector<printing::LabelFailure>& failures);
    void failed(Printer& printer, const std::string& message);

    Context context_;
    Journal& journal_;
    std::vector<Printer> printers_;
    bool halted_ = false;
};

}  // namespace station
