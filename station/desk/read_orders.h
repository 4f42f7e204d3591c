#pragma once
#include "station/store/context.h"
#include "station/views.h"

namespace station {

/// Database rows as views; for the station's own answers and for readers. `context.db` is the
/// session of the calling thread. Personal data stays masked.

base::Result<OrderListView> read_orders(const Context& context, const OrderFilter& filter);
base::Result<OrderView> read_order(const Context& context, const base::OrderNo& order_no);
base::Result<std::vector<OrderView>> read_review_queue(const Context& context);
base::Result<std::vector<JobView>> read_jobs(const Context& context, const std::string& state);
base::Result<JobView> read_job(const Context& context, base::JobRow job);
base::Result<std::vector<JobView>> read_jobs_of_order(const Context& context, base::OrderRow order);
base::Result<std::vector<BatchView>> read_batches(const Context& context, int page);
base::Result<BatchView> read_batch(const Context& context, base::BatchRow batch, bool with_jobs);

}  // namespace station
