#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "station/shipping.h"
#include "station/shipping/ship_rows.h"
#include "station/store/context.h"

namespace station {

/// Where a piece of work in the back end stands. Stored by name; the names never change.
enum class TaskState {
    Open,
    Done,       ///< A person says so.
    Confirmed,  ///< An export says so. Open again if that import is undone.
    Withdrawn,  ///< It was not needed.
};
enum class TaskEvent { Tick, Untick, Confirm, Disprove, Withdraw };
/// Conflict (error.task_state) when the event is not allowed in the state.
base::Result<TaskState> next(TaskState state, TaskEvent event);
std::string_view name(TaskState state);
std::string_view name(TaskEvent event);
std::span<const TaskState> all_task_states();

/// Why a number is corrected, and why an order is late: codes of ui.correct.why.* and
/// ui.delay.why.*.
std::span<const std::string_view> correction_reasons();
std::span<const std::string_view> delay_reasons();

/// The BackEndTasks of a station. See station/shipping.h for the contract.
class TaskDesk final : public BackEndTasks {
public:
    explicit TaskDesk(const Context& context) : context_(context) {}
    base::Result<TaskView> correct_number(const base::OrderNo& order,
                                          const NumberCorrection& correction,
                                          const Actor& actor) override;
    base::Result<TaskView> report_delay(const base::OrderNo& order, const std::string& reason,
                                        const std::string& note, const Actor& actor) override;
    base::Result<TaskView> tick(std::int64_t id, const Actor& actor) override;
    base::Result<TaskView> untick(std::int64_t id, const Actor& actor) override;
    base::Result<TaskView> withdraw(std::int64_t id, const Actor& actor) override;

private:
    base::Result<TaskView> move(std::int64_t id, TaskEvent event, const Actor& actor);
    base::Result<std::int64_t> insert(const std::string& kind, base::OrderRow order,
                                      const TaskView& task, const std::string& actor);
    Context context_;
};

/// Closes what the exports taken in so far prove: a correction when the platform has the new
/// number, a delay when it promises a later time. In a transaction of its own.
base::Status confirm_tasks(const Context& context);

/// Opens again what only an import proved that is being undone: a delay whose order is promised by
/// the former time again. In the caller's transaction.
base::Status disprove_tasks(const Context& context, base::OrderRow order, const std::string& actor);

/// "Write into the order's remark": numbers of further boxes that the ship file has no column for.
/// In the caller's transaction; nothing where such a task is open.
base::Status add_remark_task(const Context& context, const ShipRecord& row,
                             const std::string& actor);
/// The order has left its ship file: what is open of them is not needed.
base::Status withdraw_remark_tasks(const Context& context, base::OrderRow order,
                                   const std::string& actor);

/// Tasks as views: "open" (to be done), "" or "all"; of one order where it is given.
base::Result<std::vector<TaskView>> read_tasks(const Context& context, const std::string& state,
                                               const base::OrderNo& order);

}  // namespace station
